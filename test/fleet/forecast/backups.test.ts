import { expect, test } from '@jest/globals';
import { forecast } from '../../../shared/fleet/forecast/forecast.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';
import { foreseen } from './foreseen.ts';

const NIGHTS = {
  windows: { nights: { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
} as const;
const OPENS = NOW + 14 * HOUR;
const head = rolloutOf([waveOf('all', 3)], { calendar: NIGHTS });
const targets = (backup: object) => [0, 1, 2].map((seq) => targetOf(seq, { windows: ['nights'], ...backup }));
const done = (backup: object) => forecast(foreseen(head, targets(backup), { ms: 30 * MINUTE }));

test('a backup before the work takes its time in the same window', () => {
  expect(done({})).toMatchObject({ first_start: OPENS, left: { most: 0 } });
  expect(done({ backup: { operation: 'back-up' } })).toMatchObject({ first_start: OPENS, left: { most: 0 } });
  const [without = 0, before = 0] = [{}, { backup: { operation: 'back-up' } }].map(
    (one) => done(one).done_by?.earliest,
  );
  expect(before - without).toBeGreaterThanOrEqual(3 * 30 * MINUTE);
  expect(before).toBeLessThan(OPENS + 4 * HOUR);
});

test('work in another window than its backup is done a night later, one target a night with one at a time', () => {
  const { done_by, left } = done({ backup: { operation: 'back-up', apart: true } });
  expect(left).toEqual({ fewest: 0, most: 0 });
  expect(done_by?.earliest).toBeGreaterThan(OPENS + 3 * DAY);
  expect(done_by?.latest).toBeLessThan(OPENS + 3 * DAY + 4 * HOUR);
});

test('a backup lasts as long as backups do', () => {
  const row = targetOf(0, { windows: ['nights'], backup: { operation: 'back-up' } });
  const lasting = (ms: number) => {
    const lastsOf = ({ operation }: { operation: string }) => ({
      ms: operation === 'back-up' ? ms : 10 * MINUTE,
    });
    return forecast(foreseen(head, [row], { ms: 10 * MINUTE }, { lastsOf })).done_by?.earliest ?? 0;
  };
  expect(lasting(100 * MINUTE) - lasting(40 * MINUTE)).toBe(60 * MINUTE);
});

test('nothing of a group starts while one of it waits behind its backup', () => {
  const wide = rolloutOf([waveOf('all', 2, { at_once: 2 })], { calendar: NIGHTS });
  const rows = [0, 1].map((seq) =>
    targetOf(seq, { windows: ['nights'], groups: ['app=a'], backup: { operation: 'back-up', apart: true } }),
  );
  const { done_by, left } = forecast(foreseen(wide, rows, { ms: 30 * MINUTE }));
  expect(left.most).toBe(0);
  expect(done_by?.earliest).toBeGreaterThan(OPENS + 2 * DAY);
  expect(done_by?.latest).toBeLessThan(OPENS + 2 * DAY + 4 * HOUR);
});
