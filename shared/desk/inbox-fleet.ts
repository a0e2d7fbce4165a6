import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import type { ReportedTarget } from '../fleet/compliance/judged-rows.ts';
import type { RolloutHead } from '../fleet/rollout/rollout.ts';
import { takeBackText } from '../fleet/rollout/take-back.ts';
import type { Operation } from '../terms/operation.ts';
import { howMany } from '../values/how-many.ts';
import { howLong } from '../values/time/how-long.ts';
import type { CommandLine } from './command-line.ts';
import { currentRollout } from './find-rollout.ts';
import { gapTexts, reasonsNotKnown, surveyName, targetName } from './fleet-words.ts';
import { type InboxItem, notRead } from './inbox.ts';
import { needsOf } from './rollout-needs.ts';
import { sizeOf } from './rollouts.ts';

/** What a person has to decide before rollouts go on, at a time (epoch ms), and whether these operations can take back what ended badly. */
export const rolloutItems = (
  open: readonly RolloutHead[],
  operations: readonly Operation[],
  now: number,
): InboxItem[] =>
  open.flatMap((head) =>
    needsOf(head, now).map(({ sentence, commands }) => ({
      kind: 'decision' as const,
      what: head.id,
      since: sinceOf(head),
      sentence: [
        `fleet ${head.fleet}, ${howMany(sizeOf(head), 'target')}: ${sentence}`,
        takeBackText(head, operations),
      ]
        .filter(Boolean)
        .join('; '),
      commands,
    })),
  );

/** Where a rollout halted by itself, nothing of its head says when. */
const sinceOf = ({ waves, state, why, planned_at }: RolloutHead): number | undefined =>
  state === 'halted'
    ? why?.at
    : (waves.find((wave) => wave.state === 'at_gate')?.at_gate?.since ?? planned_at);

/** What is overdue, or may be and nobody can tell, by a report of the fleets that have an `overdue`. */
export function overdueItems(report: FleetReport, open: readonly RolloutHead[]): InboxItem[] {
  const { targets, surveys, at } = report;
  const late = targets.filter(({ state }) => state === 'overdue');
  const unclear = targets.filter(({ state, fleets }) => state === 'not_known' && fleets.length > 0);
  return [
    ...[...Map.groupBy(late, (one) => `${fleetOf(one)}\n${one.owner ?? ''}`).values()].map((own) =>
      overdueItem(own, open, at),
    ),
    ...[...Map.groupBy(unclear, fleetOf)].map(([fleet, own]) => unclearItem(fleet, own)),
    ...surveys
      .filter(({ gaps }) => gaps.length > 0)
      .map((one) =>
        notRead(surveyName(one), gapTexts(one, at).join('; '), [
          { command: 'survey', words: {}, options: {} },
        ]),
      ),
  ];
}

/** The fleet that is told of a target: one that has it, before one that may. */
const fleetOf = ({ fleets }: ReportedTarget): string =>
  (fleets.find(({ match }) => match.is === 'yes') ?? fleets[0])?.name ?? '';

function overdueItem(own: readonly ReportedTarget[], open: readonly RolloutHead[], now: number): InboxItem {
  // The report has those first that have waited for longest.
  const [first] = own;
  const fleet = first ? fleetOf(first) : '';
  const { since, available = 'something newer', current = 'what it runs' } = first ?? {};
  const longest = first && (targetName(first) ?? first.target);
  const waited = since === undefined ? '' : `, offered for ${howLong(now - since)}`;
  return {
    kind: 'overdue',
    what: `fleet ${fleet}`,
    since,
    owner: first?.owner,
    sentence: `${howMany(own.length, 'target')} overdue, ${longest} for longest: ${current} → ${available}${waited}`,
    commands: [goOn(fleet, open)],
  };
}

/** Has what is overdue brought: by the rollout that is open, else by a plan. */
function goOn(fleet: string, open: readonly RolloutHead[]): CommandLine {
  const rollout = currentRollout(open.filter((head) => head.fleet === fleet))?.id;
  return rollout === undefined
    ? { command: 'plan', words: { fleet }, options: {} }
    : { command: 'fleet show', words: { rollout }, options: {} };
}

function unclearItem(fleet: string, own: readonly ReportedTarget[]): InboxItem {
  const [first] = reasonsNotKnown(own);
  return notRead(
    `fleet ${fleet}`,
    `${howMany(own.length, 'target')} may be overdue, and nobody can tell: ${first?.[0] ?? 'nobody knows why'}`,
    [{ command: 'report', words: {}, options: { fleet } }],
  );
}
