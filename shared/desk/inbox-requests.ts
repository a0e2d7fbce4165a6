import { ALL, type Pause, pauseText } from '../ledger/pause.ts';
import { readReleaseId } from '../terms/release.ts';
import { howMany } from '../values/how-many.ts';
import { aboutRequest, type CommandLine, endPause } from './command-line.ts';
import type { InboxItem } from './inbox.ts';
import { type RequestRow, resultOf } from './standing.ts';
import type { Unsettled } from './unsettled.ts';
import { adviceOn } from './what-now.ts';

/** What became of requests and waits for a person: an item for all targets of a request that stand alike, and for those of a rollout. */
export function requestItems(unsettled: readonly Unsettled[]): InboxItem[] {
  const rolloutOf = ({ request: { entry } }: Unsettled) => readReleaseId(entry.request_id)?.rollout;
  const released = unsettled.filter((one) => rolloutOf(one) !== undefined);
  const others = unsettled.filter((one) => rolloutOf(one) === undefined);
  return [
    ...others.flatMap(itemsOf),
    ...[...Map.groupBy(released, (one) => rolloutOf(one) ?? '')].flatMap(([rollout, some]) =>
      releasedItems(
        rollout,
        some.flatMap(({ rows }) => rows),
      ),
    ),
  ];
}

function itemsOf({ request, rows }: Unsettled): InboxItem[] {
  const { entry } = request;
  return adviceOn(request, rows).map(({ status, advice }) => {
    const own = rows.filter((row) => row.status === status);
    const commands = advice.flatMap((one) => ('command' in one && one.command ? [one.command] : []));
    const says = advice.flatMap((one) => ('says' in one && one.says ? [one.says.replace(/:$/, '.')] : []));
    return {
      kind: kindOf(own),
      what: entry.request_id,
      since: sinceOf(own),
      owner: own[0]?.requested_by,
      sentence: [`${standingOf(own)}.`, ...says].join(' '),
      // What is at work still, or has no remedy here, is told by its story.
      commands: commands.length > 0 ? commands : [aboutRequest('explain', entry)],
    };
  });
}

const releasedItems = (rollout: string, rows: readonly RequestRow[]): InboxItem[] =>
  [...Map.groupBy(rows, ({ status }) => status).values()].map((own) => ({
    kind: kindOf(own),
    what: rollout,
    since: sinceOf(own),
    sentence: `${standingOf(own)}. Send nothing by hand: the rollout has released this, and counts it.`,
    commands: [showTargets(rollout)],
  }));

const showTargets = (rollout: string): CommandLine => ({
  command: 'fleet show',
  words: { rollout },
  options: { targets: true },
});

const kindOf = (rows: readonly RequestRow[]): InboxItem['kind'] =>
  rows.some((row) => resultOf(row, rows) === 'unknown') ? 'unknown' : 'failed';

/** Since the first of them ended; what has not is as old as its request. */
const sinceOf = (rows: readonly RequestRow[]): number =>
  Math.min(...rows.map(({ ended_at, asked_at }) => Date.parse(ended_at ?? asked_at)));

const FEW = 3;

function standingOf(rows: readonly RequestRow[]): string {
  const [first] = rows;
  if (!first) return '';
  const targets = [...new Set(rows.map(({ target }) => target))];
  const more = targets.length > FEW ? ` and ${targets.length - FEW} more` : '';
  const reasons = [...new Set(rows.flatMap(({ reason }) => reason ?? []))];
  const others = reasons.length > 1 ? ` (and ${howMany(reasons.length - 1, 'other reason')})` : '';
  const why = reasons[0] === undefined ? '' : `: ${reasons[0].replace(/\.$/, '')}${others}`;
  const stands = first.status.replaceAll('_', ' ');
  return `${first.operation} ${stands} of ${targets.slice(0, FEW).join(', ')}${more}${why}`;
}

/** What is paused: nothing of it is sent until a person ends that. */
export const pauseItems = (pauses: readonly Pause[]): InboxItem[] =>
  pauses.map((pause) => ({
    kind: 'paused',
    what: pause.operation === ALL ? 'everything' : pause.operation,
    since: Date.parse(pause.at),
    owner: pause.by,
    sentence: pauseText(pause),
    commands: [endPause(pause)],
  }));
