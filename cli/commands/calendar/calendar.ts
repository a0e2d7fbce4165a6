import type { Schedule } from '../../../infra/schedules/check-schedule.ts';
import type { Site } from '../../../shared/calendar/in-place.ts';
import { standingAt } from '../../../shared/calendar/site-now.ts';
import { surveysOf } from '../../../shared/fleet/places.ts';
import { readUnfinished } from '../../../shared/ledger/entry/unfinished.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { rowsKey } from '../../../shared/terms/row-key.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { inOrder, itemsOf } from '../../agenda.ts';
import { jobItem, type ScheduledJob, scheduledJobs, siteOf } from '../../calendar-items.ts';
import { calendarStage } from '../../calendar-stage.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { databaseId, ofStage, tableOutput, wholeNumber } from '../../reads.ts';
import { agendaText, itemsJson, itemsRows, ratesText } from '../../words/calendar-text.ts';
import { csvText, markdownText } from '../../words/table-text.ts';

export const calendar = defineCommand({
  name: 'calendar',
  says: 'Tells what is open, frozen and scheduled from now on, and why, on the clocks of each region and in UTC: windows and freezes of calendar.yml, runs of schedules.yml, and what the cloud has taken and begins later, as the ledger knows. It reads the files of this folder, the ledger and the fleet table; it asks no cloud.',
  options: {
    days: { takes: '<number>', says: 'for so many days, 1 to 400; 28 by default', read: wholeNumber(1, 400) },
    target: {
      takes: '<id>',
      says: 'what concerns this instance or proxy only, and the windows and freezes of the place where it is',
      read: databaseId,
    },
    output: tableOutput,
    ...ofStage,
  },
  reads:
    'HW_REGION_NAME and HW_PROJECT_ID, whose place is told beside those of fleets.yml and schedules.yml; LEDGER_TABLE, FLEET_TABLE, AWS_REGION and AWS credentials that may read both tables (dynamodb:GetItem, dynamodb:Scan). Without LEDGER_TABLE it says that nobody looked.',
  more: 'What is scheduled is told until such work usually ends. calendar check tells what is wrong with the calendar.',
  exits: {
    0: 'told',
    64: 'bad usage, or a file is wrong',
    69: 'configuration, or a table could not be read',
  },
  async run({ days = 28, target, output = 'text', ...asked }, { terminal, readSettings }) {
    const settings = await readSettings(asked);
    const now = Date.now();
    const until = now + days * DAY;
    const ledger = settings.LEDGER_TABLE === undefined ? undefined : openLedger(settings.LEDGER_TABLE);
    const entries = ledger ? await readUnfinished(ledger.table) : [];
    const jobs = (await scheduledJobs(entries, settings, now)).filter(({ from }) => from <= until);
    const { calendar, schedules, sites } = calendarStage(settings, terminal, {
      now,
      more: jobs.map(({ entry }) => siteOf(entry)),
    });
    const ours = target === undefined ? { schedules, jobs } : concerned(target, schedules, jobs);
    const known = target === undefined ? sites : await placesOf(target, ours, sites, settings.FLEET_TABLE);
    if (known.length === 0 && target !== undefined) terminal.say(NOWHERE(target));
    const shown = known.length > 0 ? known : sites;
    const items = inOrder([
      ...itemsOf(calendar, ours.schedules, shown, { from: now, to: until }),
      ...ours.jobs.map((job) => jobItem(calendar, job)),
    ]);
    const standing = standingAt(calendar, shown, now);
    if (output === 'text') terminal.tell(agendaText(standing, items, terminal.width));
    else if (output === 'json') terminal.print(itemsJson(standing, items));
    else terminal.print((output === 'csv' ? csvText : markdownText)(itemsRows(items)));
    terminal.say(ratesText(ours.schedules));
    if (shown.length === 0) terminal.say(NO_PLACE);
    if (!ledger) terminal.say(NO_LEDGER);
    return EXIT.done;
  },
});

const NO_PLACE =
  'There is no place to tell of: no fleet or schedule names one, and HW_REGION_NAME and HW_PROJECT_ID are not set.\n';
const NO_LEDGER =
  'The ledger was not looked at, since LEDGER_TABLE is not set: what the cloud has taken and begins later is not told.\n';
const NOWHERE = (target: string) =>
  `Neither a schedule nor the ledger nor a survey tells where ${target} is: windows and freezes of every place follow.\n`;

interface Ours {
  readonly schedules: readonly Schedule[];
  readonly jobs: readonly ScheduledJob[];
}

const concerned = (target: string, schedules: readonly Schedule[], jobs: readonly ScheduledJob[]): Ours => ({
  schedules: schedules.filter(({ work }) => work.targets.includes(target) || work.instances.includes(target)),
  jobs: jobs.filter(({ job }) => job.target === target),
});

/** Where a target is, as far as anything tells. */
async function placesOf(
  target: string,
  { schedules, jobs }: Ours,
  sites: readonly Site[],
  fleetTable: string | undefined,
): Promise<readonly Site[]> {
  const there = [...schedules.map(({ work }) => work), ...jobs.map(({ entry }) => siteOf(entry))];
  const [first] = there;
  if (first) return [{ region: first.region, project: first.project }];
  if (fleetTable === undefined) return [];
  const table = openFleetTable(fleetTable);
  const rows = await Promise.all(
    surveysOf(sites).map(async (survey) =>
      (await table.get({ pk: rowsKey(survey), sk: target })) ? [survey] : [],
    ),
  );
  return rows.flat().map(({ region, project }) => ({ region, project }));
}
