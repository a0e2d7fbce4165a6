import type { Fault } from '../../values/fault.ts';
import { howMany } from '../../values/how-many.ts';
import { howLong } from '../../values/time/how-long.ts';
import type { Fleets } from '../fleet.ts';
import type { FleetReport } from './fleet-report.ts';
import type { ReportedTarget } from './judged-rows.ts';

/** What fleets that tell the same people have to tell them once a week. */
export interface Weekly {
  readonly fleets: readonly string[];
  readonly to: readonly string[];
  readonly sentence: string;
}

/** What has waited for too long, by a report of all fleets and by what is no longer right in the calendar; a message for each set of people, none where nothing is wrong. */
export function weeklyOf(report: FleetReport, fleets: Fleets, calendar: readonly Fault[]): Weekly[] {
  const byPeople = Map.groupBy(Object.keys(fleets), (name) =>
    JSON.stringify(fleets[name]?.tell.to.toSorted()),
  );
  return [...byPeople].flatMap(([to, names]) => {
    const parts = [...names.flatMap((name) => partOf(name, report)), ...calendar.map(calendarText)];
    return parts.length > 0
      ? [{ fleets: names, to: JSON.parse(to) as string[], sentence: parts.join('; ') }]
      : [];
  });
}

const calendarText = ({ path, message }: Fault): string => `calendar.yml, ${path}: ${message}`;

function partOf(name: string, { targets, at }: FleetReport): string[] {
  const own = targets.filter(({ fleets }) =>
    fleets.some((one) => one.name === name && one.match.is === 'yes'),
  );
  // The report has those first that have waited for longest.
  const late = own.filter(({ state }) => state === 'overdue');
  const unclear = own.filter(({ state }) => state === 'not_known').length;
  const isVoid = own.filter(({ holds }) => holds.some(({ is }) => is === 'void'));
  const said = [
    ...(late.length > 0 ? [`${late.length} overdue, ${namesOf(late, (one) => waited(one, at))}`] : []),
    ...(isVoid.length > 0 ? [`${howMany(isVoid.length, 'hold')} void, of ${namesOf(isVoid, () => '')}`] : []),
    // Who is not known may be overdue; alone it is told elsewhere.
    ...(late.length > 0 && unclear > 0 ? [`${unclear} not known`] : []),
  ];
  return said.length > 0 ? [`fleet ${name}: ${said.join(', ')}`] : [];
}

const waited = ({ since }: ReportedTarget, at: number): string =>
  since === undefined ? '' : ` (${howLong(at - since)})`;

/** So many are named. */
const NAMED = 3;

function namesOf(some: readonly ReportedTarget[], more: (one: ReportedTarget) => string): string {
  const named = some
    .slice(0, NAMED)
    .map((one) => `${one.name ?? one.instance_name ?? one.target}${more(one)}`);
  const left = some.length - named.length;
  return `${named.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
