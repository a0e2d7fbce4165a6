import { currentRollout, type FleetStanding } from '../../shared/desk/find-rollout.ts';
import { needsOf } from '../../shared/desk/rollout-needs.ts';
import { sizeOf, stateText, wholeTally } from '../../shared/desk/rollouts.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { rolloutFields } from './rollout-record.ts';

const time = (at: number | undefined) => (at === undefined ? undefined : utc(at));

/** Fleets and where their rollouts stand as rows, the heads first; `none` where there is nothing. */
export const fleetRows = (fleets: readonly FleetStanding[], now: number, none: string): string[][] => [
  ['fleet', 'rollout', 'state', 'targets', 'well', 'badly', 'at work', 'needs you', 'next plan'],
  ...fleets.map((one) => {
    const { fleet, head } = one;
    const rollout = currentRollout(one.rollouts);
    const next = time(head?.next?.at) ?? none;
    const waits = head?.asked ? (head.waits ?? 'a plan is being made') : none;
    if (!rollout)
      return [fleet, none, waits === none ? 'never planned' : waits, none, none, none, none, none, next];
    const { well, badly, at_work } = wholeTally(rollout);
    return [
      fleet,
      rollout.id,
      stateText(rollout),
      ...[sizeOf(rollout), well, badly, at_work].map(String),
      needsOf(rollout, now).length > 0 ? 'yes' : none,
      next,
    ];
  }),
];

/** The same as one object. */
export const fleetsJson = (fleets: readonly FleetStanding[], now: number): string =>
  `${JSON.stringify(
    redact({
      fleets: fleets.map((one) => ({
        fleet: one.fleet,
        next_plan: time(one.head?.next?.at),
        planned: one.head?.planned && {
          ...one.head.planned,
          asked_at: utc(one.head.planned.asked_at),
          at: utc(one.head.planned.at),
        },
        rollouts: one.rollouts.map((head) => rolloutFields(head, now)),
      })),
    }),
    null,
    2,
  )}\n`;
