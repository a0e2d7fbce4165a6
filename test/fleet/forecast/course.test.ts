import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { courseOf } from '../../../shared/fleet/forecast/course.ts';
import type { Facts } from '../../../shared/fleet/rollout/facts.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { step } from '../../../shared/fleet/rollout/step.ts';
import { currentWave } from '../../../shared/fleet/rollout/tally.ts';
import { type RolloutTarget, targetKey } from '../../../shared/fleet/rollout/target.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';
import { foreseen } from './foreseen.ts';

const LATE = 3 * MINUTE;
const lasted = ({ operation }: RolloutTarget) => (operation === 'long' ? 100 : 25) * MINUTE;

/** The same rollout, looked at whenever its steps say, at least every 15 minutes, and row by row, as long as its plan is good. */
function asSteered(begun: RolloutHead, targets: readonly RolloutTarget[], fit: Facts['fit']) {
  const rows = new Map(targets.map((row) => [targetKey(row), row]));
  const seen = new Map<string, number>();
  let head = begun;
  let asked = false;
  for (let now = NOW; !isOver(head); ) {
    const wave = currentWave(head);
    const waiting = [...rows.values()].filter((row) => row.wave === wave && row.state === 'waiting');
    const facts: Facts = {
      rows,
      ends: new Map(
        head.in_flight.map(({ sk }) => {
          const at = seen.get(sk) ?? 0;
          return [sk, now < at ? 'open' : { as: 'ended', result: 'succeeded', reason: '', at: at - LATE }];
        }),
      ),
      page: { wave, behind: head.waves[wave]?.cursor, rows: waiting, last: true },
      away: new Map(),
      void_holds: new Set(),
      taken: new Set(),
      at_rest: new Set(),
      proven: new Set(),
      ...(asked && { rest: { since: now, unanswered: 0, restless: [] } }),
      behind: false,
      paused: () => undefined,
      fit,
      lasts: () => 0,
      starts: () => undefined,
      backUp: () => undefined,
    };
    const { writes, messages, asks, next_at = now } = step(head, facts, now);
    for (const write of writes) {
      if (write.of === 'head') head = write.head;
      if (write.of === 'row') rows.set(targetKey(write.row), write.row);
    }
    for (const row of messages) {
      rows.set(targetKey(row), { ...row, state: 'sent' });
      seen.set(targetKey(row), now + MINUTE + lasted(row) + LATE);
    }
    asked = asks.length > 0;
    now = Math.max(now + MINUTE, Math.ceil(next_at / MINUTE) * MINUTE);
  }
  return head;
}

const WINDOWS = {
  always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' },
  nights: { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'Europe/Dublin' },
  noons: { days: 'every', from: '12:00', for: 'PT90M', time_zone: 'Asia/Singapore' },
} as const;

const oneOf = <Value>(...values: Value[]) => fc.constantFrom(...values);
const anyTarget = fc.record({
  operation: oneOf('long', 'short'),
  window: oneOf<keyof typeof WINDOWS>('always', 'nights', 'noons'),
  group: fc.nat({ max: 4 }),
  not_before: oneOf(undefined, NOW + HOUR, NOW + 20 * HOUR),
});
const anyWave = fc.record({
  targets: fc.array(anyTarget, { minLength: 1, maxLength: 8 }),
  at_once: fc.integer({ min: 1, max: 4 }),
  ramp: oneOf<number[]>([], [1], [1, 2]),
  enough: oneOf(50, 100),
  bake_ms: oneOf(0, 5 * HOUR),
});
const anyRollout = fc.record({
  waves: fc.array(anyWave, { minLength: 1, maxLength: 3 }),
  good_for: oneOf(DAY, 4 * DAY),
  held: oneOf(undefined, 9 * HOUR),
  frozen: fc.boolean(),
});

test('a forecast comes to what its steps come to when they are done one by one', () => {
  fc.assert(
    fc.property(anyRollout, ({ waves, good_for, held, frozen }) => {
      const targets = waves.flatMap(({ targets: some }, wave) =>
        some.map(({ operation, window, group, not_before }, seq) =>
          targetOf(seq, {
            wave,
            operation,
            target: `in${wave}-${seq}`,
            instance: `in${wave}-${seq}`,
            windows: [window],
            groups: [`in${wave}-${seq}`, `app=${group}`],
            ...(not_before && { not_before, put_off: 1 }),
          }),
        ),
      );
      const head = rolloutOf(
        waves.map(({ targets: some, ...wave }, index) => waveOf(`wave${index}`, some.length, wave)),
        {
          state: 'approved',
          good_until: NOW + good_for,
          calendar: {
            windows: WINDOWS,
            never_together: ['tag:app'],
            freezes: frozen
              ? {
                  fair: {
                    from: '2027-01-06T00:00',
                    to: '2027-01-06T23:00',
                    time_zone: 'UTC',
                    because: 'fair',
                  },
                }
              : {},
          },
          holds: held ? { 'in0-0': { until: NOW + held, by: 'queue:lead', because: 'migration' } } : {},
        },
      );
      const given = foreseen(head, targets, { ms: 100 * MINUTE });
      const course = courseOf(given, { lasts: lasted, seen: () => LATE });
      // At a gate a forecast goes on, and the rollout waits for a person.
      fc.pre(!course.decided.some(({ verb }) => verb === 'promote'));
      const real = asSteered(head, targets, given.fit);
      const told = ({ state, waves: all }: RolloutHead) => [
        state,
        all.map(({ name, state: stands, counts, started_at, last_end, bake_until }) => ({
          name,
          stands,
          counts,
          started_at,
          last_end,
          bake_until,
        })),
      ];
      expect(told(course.head)).toEqual(told(real));
    }),
    { numRuns: 40 },
  );
});
