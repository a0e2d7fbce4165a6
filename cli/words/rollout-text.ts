import { forecastLine } from '../../shared/desk/forecast-words.ts';
import { isPlan, type WholeRollout } from '../../shared/desk/read-rollout.ts';
import { byItself, needsOf } from '../../shared/desk/rollout-needs.ts';
import { isNotable, isOverRun, leftOutCounts, targetStanding } from '../../shared/desk/rollout-targets.ts';
import { sizeOf, stateText } from '../../shared/desk/rollouts.ts';
import { shownPlan } from '../../shared/fleet/plan/shown.ts';
import { isApproved } from '../../shared/fleet/rollout/approval.ts';
import type { RolloutHead } from '../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../shared/fleet/rollout/target.ts';
import type { LogLine } from '../../shared/fleet/steering/store.ts';
import { redactText } from '../../shared/values/redact.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { backupLines } from './backups-text.ts';
import { fleetPlanText } from './fleet-plan-text.ts';
import { lineText } from './forecast-text.ts';
import { gatesText } from './gates-text.ts';
import { alignedText } from './table-text.ts';
import { backLines } from './taking-back-text.ts';
import { wavesText } from './waves-text.ts';

/** For whom it is written: `width` in cells, `now` in epoch ms. */
export interface Shown {
  readonly now: number;
  readonly width: number;
  readonly here: Here;
}

/** Where a rollout stands, in two or three lines. */
function headlineOf(head: RolloutHead, now: number): string {
  const { id, fleet, planned_at, good_until, hash, why, asked } = head;
  const size = sizeOf(head);
  const facts = [
    `asked for by ${asked.by} ${utc(asked.at)}`,
    ...(planned_at === undefined ? [] : [`planned ${utc(planned_at)}`]),
    ...(good_until === undefined
      ? []
      : [
          `good until ${utc(good_until)}${good_until > now ? ` (${howLong(good_until - now)})` : ', which is over'}`,
        ]),
    `decision ${head.decision}`,
  ];
  return [
    `${id}  fleet ${fleet}, ${size} ${size === 1 ? 'target' : 'targets'}: ${stateText(head)}${why ? `, ${why.reason}` : ''}`,
    facts.join(', '),
    ...(hash === undefined ? [] : [`hash ${inFours(hash.slice(0, 16))} (${hash})`]),
  ]
    .map(safe)
    .join('');
}

const safe = (line: string) => `${oneLine(redactText(line))}\n`;

/** As many digits as a person compares. */
const inFours = (digits: string) => digits.replaceAll(/(.{4})(?!$)/g, '$1 ');

/** What is shown before anybody decides, and what `fleet show` begins with. */
export const standingText = (head: RolloutHead, shown: Shown): string =>
  [
    headlineOf(head, shown.now),
    '\n',
    wavesText(head, shown),
    gatesText(head, shown.now),
    needsText(head, shown),
  ].join('');

/** What a person has to do, and what ends by itself. */
function needsText(head: RolloutHead, { now, here }: Shown): string {
  const needs = needsOf(head, now);
  const waits = byItself(head, now);
  return [
    ...needs.flatMap(({ sentence, commands }) => [
      `\nNeeds you: ${sentence}\n`,
      ...commands.map((command) => `  ${commandText(command, here)}\n`),
    ]),
    ...(waits === undefined ? [] : [`\nEnds by itself: ${waits}\n`]),
  ].join('');
}

const MOST_TARGETS = 40;
const MOST_LINES = 12;

/** The whole of it for a person: waves, what it brings and leaves out, the targets to look at, or all of them, and what happened. */
export function rolloutText(whole: WholeRollout, every: boolean, shown: Shown): string {
  const { head, targets, left_out, log } = whole;
  const { now, width } = shown;
  const listed = targets.filter((row) => every || isNotable(row, targetStanding(row, head, now)));
  const some = every ? listed : listed.slice(0, MOST_TARGETS);
  const late = targets.filter(isOverRun).length;
  return [
    ...(isPlan(head) ? [planShown(whole, shown)] : [standingText(head, shown), foreseenText(whole, width)]),
    ...(left_out.length > 0 && !isPlan(head)
      ? ['\nLeft out\n', ...leftOutCounts(left_out).map(({ count, words }) => safe(`  ${count} ${words}`))]
      : []),
    ...(late > 0
      ? [`\nOver-run: ${late} ${late === 1 ? 'was' : 'were'} still at work when the window closed\n`]
      : []),
    ...backupLines(targets, every ? undefined : MOST_LINES).map(safe),
    ...(some.length > 0
      ? [
          `\n${every ? 'Targets' : 'Targets to look at'} (${some.length} of ${targets.length})\n`,
          alignedText(targetRows(some, head, now, '-'), width),
        ]
      : []),
    ...backLines(whole, every, shown.here),
    ...(log.length > 0
      ? ['\nWhat happened\n', ...log.slice(every ? 0 : -MOST_LINES).map((line) => safe(`  ${logText(line)}`))]
      : []),
  ].join('');
}

/** What there is to approve, its whole hash, and what it waits for. */
function planShown(whole: WholeRollout, shown: Shown): string {
  const { head, targets, left_out, before } = whole;
  const { now, width } = shown;
  const earlier = before && { targets: before };
  return [
    fleetPlanText(shownPlan(head, { targets, left_out }, earlier, now), now, width),
    safe(`whole hash ${head.hash ?? 'not known'}, decision ${head.decision}`),
    foreseenText(whole, width),
    needsText(head, shown),
  ].join('');
}

const foreseenText = ({ forecast }: WholeRollout, width: number): string =>
  forecast ? lineText(`forecast: ${forecastLine(forecast)}`, width) : '';

const logText = ({ at, by, sentence }: LogLine): string =>
  `${utc(at)}  ${sentence}${by === undefined || sentence.includes(by) ? '' : ` (${by})`}`;

const ROLLOUT_TARGET_HEADS = [
  'stands',
  'target',
  'name',
  'wave',
  'operation',
  'from',
  'to',
  'region',
  'owner',
  'why',
];

/** Targets as rows, the heads first; `none` where there is nothing. */
export const targetRows = (
  rows: readonly RolloutTarget[],
  head: RolloutHead,
  now: number,
  none: string,
): string[][] => [
  ROLLOUT_TARGET_HEADS,
  ...rows.map((row) => {
    const { stands, why } = targetStanding(row, head, now);
    return [
      stands,
      row.target,
      row.name ?? none,
      head.waves[row.wave]?.name ?? none,
      row.operation,
      row.from,
      row.to,
      row.region,
      row.owner ?? none,
      why ?? none,
    ];
  }),
];

/** Whether a wave may start, in a word. */
export const approvalText = (head: RolloutHead, index: number): string =>
  !head.waves[index]?.needs_approval ? 'none needed' : isApproved(head, index) ? 'given' : 'missing';
