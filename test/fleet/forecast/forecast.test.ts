import { describe, expect, test } from '@jest/globals';
import { givenTexts } from '../../../shared/desk/forecast-words.ts';
import { type Forecast, forecast, type Range } from '../../../shared/fleet/forecast/forecast.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';
import { foreseen } from './foreseen.ts';

const targets = (count: number, more: Partial<RolloutTarget> = {}, from = 0) =>
  Array.from({ length: count }, (_, n) => targetOf(from + n, more));

/** From when the plan is looked at, as days and times. */
const clock = (at: number | undefined) =>
  at === undefined ? undefined : new Date(at).toISOString().slice(8, 16).replace('T', ' ');
const range = (given: Range | undefined) => given && [clock(given.earliest), clock(given.latest)];
const said = ({ first_start, done_by, left, waves }: Forecast) => ({
  first_start: clock(first_start),
  done_by: range(done_by),
  left: left.fewest === left.most ? left.most : [left.fewest, left.most],
  waves: waves.map(({ name, starts, ends }) => [name, range(starts), range(ends)]),
});

/** Open every night from 22:00 to 02:00 UTC. */
const NIGHTS: RolloutHead['calendar'] = {
  windows: { always: { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
};

describe('what is foreseen, by hand', () => {
  test('one after another: each ends a minute and its usual time after its release, and is seen five minutes later at most', () => {
    const plan = rolloutOf([waveOf('all', 3)], { state: 'proposed' });
    expect(said(forecast(foreseen(plan, targets(3))))).toEqual({
      first_start: '05 08:01',
      // 08:01, 08:32 and 09:03; or 08:01, 08:37 and 09:13.
      done_by: ['05 09:34', '05 09:44'],
      left: 0,
      waves: [['all', ['05 08:01', '05 08:01'], ['05 09:34', '05 09:44']]],
    });
  });

  test('where too few ends are known, half as long and half as long again', () => {
    const plan = rolloutOf([waveOf('all', 2)], { state: 'proposed' });
    const found = forecast(foreseen(plan, targets(2), { ms: 40 * MINUTE, assumed: true }));
    // 08:01 to 08:22, and to 08:43; or 08:01 to 09:02, seen at 09:07, and to 10:08.
    expect(range(found.done_by)).toEqual(['05 08:43', '05 10:08']);
    expect(found.assumed).toEqual(['patch-databases']);
    expect(forecast(foreseen(plan, targets(2))).assumed).toEqual([]);
  });

  test('an end is seen half as late as the work lasts, where that is less than five minutes', () => {
    const plan = rolloutOf([waveOf('all', 2)], { state: 'proposed' });
    const found = forecast(foreseen(plan, targets(2), { ms: 4 * MINUTE }));
    // 08:01 to 08:06, then to 08:11; or seen at 08:08, then to 08:13.
    expect(range(found.done_by)).toEqual(['05 08:11', '05 08:13']);
  });

  test('a wave bakes, is asked about, and the next begins', () => {
    const plan = rolloutOf([waveOf('canary', 1, { bake_ms: DAY }), waveOf('prod', 2, { at_once: 2 })]);
    const found = said(forecast(foreseen(plan, [...targets(1), ...targets(2, { wave: 1 })])));
    // 08:01 to 08:32; a day later it is asked, a minute later it has passed, is opened and starts.
    expect(found.waves).toEqual([
      ['canary', ['05 08:01', '05 08:01'], ['05 08:32', '05 08:32']],
      ['prod', ['06 08:35', '06 08:35'], ['06 09:06', '06 09:06']],
    ]);
  });

  test('a ramp opens step by step', () => {
    const plan = rolloutOf([waveOf('all', 5, { at_once: 4, ramp: [1, 2] })], { state: 'approved' });
    // 08:01 one, 08:32 two, 09:03 the other two.
    expect(range(forecast(foreseen(plan, targets(5))).done_by)?.[0]).toBe('05 09:34');
  });

  test('two of one group never run together', () => {
    const plan = rolloutOf([waveOf('all', 3, { at_once: 3 })], { state: 'approved' });
    const rows = [...targets(2, { groups: ['app=x'] }), targetOf(2)];
    expect(range(forecast(foreseen(plan, rows)).done_by)?.[0]).toBe('05 09:03');
  });

  test('whoever waits for its group takes no place from another', () => {
    const plan = rolloutOf([waveOf('all', 6, { at_once: 2 })], { state: 'approved' });
    const rows = [...targets(3, { groups: ['app=x'] }), ...targets(3, { groups: ['app=y'] }, 3)];
    expect(range(forecast(foreseen(plan, rows)).done_by)?.[0]).toBe('05 09:34');
  });

  test('what a window leaves no time for waits for the next, and a freeze is heeded', () => {
    const calendar = {
      ...NIGHTS,
      freezes: {
        fair: { from: '2027-01-06T12:00', to: '2027-01-07T12:00', time_zone: 'UTC', because: 'fair' },
      },
    };
    const plan = rolloutOf([waveOf('all', 6)], { state: 'proposed', calendar });
    const found = said(forecast(foreseen(plan, targets(6), { ms: HOUR })));
    expect(found).toMatchObject({ first_start: '05 22:00', left: 0 });
    // 22:00, 23:01, 00:02; the fourth would have to begin by 01:00. Then 22:00, 23:01 and 00:02 once the freeze is over.
    expect(found.done_by?.[0]).toBe('08 01:03');
  });

  test('a window that opens while others wait for their group is used', () => {
    const calendar = {
      ...NIGHTS,
      windows: {
        always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' },
        nine: { days: 'every', from: '09:00', for: 'PT2H', time_zone: 'UTC' },
      },
    } as const;
    const plan = rolloutOf([waveOf('all', 3, { at_once: 3 })], { state: 'approved', calendar });
    const rows = [...targets(2, { groups: ['app=x'] }), targetOf(2, { windows: ['nine'] })];
    const ends = forecast(foreseen(plan, rows, { ms: 2 * HOUR - MINUTE }));
    // 08:01 to 10:01, 09:00 to 11:00, 10:01 to 12:01.
    expect(range(ends.done_by)?.[0]).toBe('05 12:01');
  });

  test('what does not start while the plan is good is left, and would be done later', () => {
    const plan = rolloutOf([waveOf('all', 10)], {
      state: 'proposed',
      calendar: NIGHTS,
      good_until: NOW + 2 * DAY,
    });
    expect(said(forecast(foreseen(plan, targets(10), { ms: HOUR })))).toMatchObject({
      left: 4,
      // Three a night: the last one in the fourth.
      done_by: ['08 23:01', '08 23:01'],
    });
  });

  test('what is held starts once its hold is over', () => {
    const until = NOW + 3 * HOUR;
    const hold = { until, by: 'queue:lead', because: 'migration' };
    const plan = rolloutOf([waveOf('all', 2)], { state: 'approved', holds: { in1: hold } });
    // It alone does not keep the wave: enough is not reached without it, so that it waits for a person at the gate.
    const found = forecast(foreseen(plan, targets(2)));
    expect(found.left).toEqual({ fewest: 1, most: 1 });
    const longer = rolloutOf([waveOf('all', 8)], { state: 'approved', holds: { in1: hold } });
    // Seven others until 11:36, and the one that was held while they ran takes its turn at 11:07.
    expect(range(forecast(foreseen(longer, targets(8))).done_by)?.[0]).toBe('05 12:09');
  });

  test('a tag holds until its day, and what has drifted is left', () => {
    const plan = rolloutOf([waveOf('all', 8, { enough: 50 })], { state: 'approved' });
    const away = new Map([
      ['t#00#00001', { left: 'drifted', reason: 'it runs 1.8' }],
      ['t#00#00002', { left: 'on_hold', reason: 'tag', until: NOW + HOUR }],
    ] as const);
    const found = forecast(foreseen(plan, targets(8), undefined, { away }));
    expect(found.left).toEqual({ fewest: 1, most: 1 });
    expect(range(found.done_by)?.[0]).toBe('05 11:38');
  });

  test('a wave waits for a window although who comes first is held', () => {
    const hold = { until: NOW + 10 * DAY, by: 'queue:lead', because: 'migration' };
    const wave = waveOf('all', 2, { enough: 50 });
    const plan = rolloutOf([wave], { state: 'approved', calendar: NIGHTS, holds: { in0: hold } });
    const found = said(forecast(foreseen(plan, targets(2))));
    expect(found).toMatchObject({ first_start: '05 22:00', left: 1, done_by: ['05 22:31', '05 22:31'] });
  });

  test('where more than a fifth has drifted, it halts', () => {
    const plan = rolloutOf([waveOf('all', 8)], { state: 'approved' });
    const away = new Map(
      [1, 2, 3].map((n) => [`t#00#0000${n}`, { left: 'drifted', reason: 'it runs 1.8' }] as const),
    );
    const found = forecast(foreseen(plan, targets(8), undefined, { away }));
    expect(found.halts).toContain('3 of 8 are not as planned any more');
  });

  test('nothing fits: nothing starts, all is left, and it is never done', () => {
    const plan = rolloutOf([waveOf('all', 2)], { state: 'proposed', calendar: NIGHTS });
    const found = forecast(foreseen(plan, targets(2), { ms: 5 * HOUR }));
    expect(said(found)).toEqual({
      first_start: undefined,
      done_by: undefined,
      left: 2,
      waves: [['all', undefined, undefined]],
    });
  });
});

describe('what persons decide is decided at once, and named', () => {
  test('approvals', () => {
    const plan = rolloutOf([waveOf('canary', 1, { needs_approval: true }), waveOf('prod', 1)], {
      state: 'proposed',
    });
    const found = forecast(
      foreseen(plan, [targetOf(0), targetOf(0, { wave: 1, target: 'p', groups: ['p'] })]),
    );
    expect(found).toMatchObject({
      left: { most: 0 },
      decided: [{ verb: 'approve', wave: 'canary', at: NOW }],
    });
  });

  test('no alarm is foreseen, and whom a gate needs confirms the wave at once', () => {
    const gate = { alarms: 'none', needs: ['webhook:smoke', 'webhook:load-*'], veto: ['webhook:x'] } as const;
    const after = waveOf('prod', 1);
    const gated = rolloutOf([waveOf('canary', 1, { gate, bake_ms: DAY }), after]);
    const plain = rolloutOf([waveOf('canary', 1, { bake_ms: DAY }), after]);
    const rows = [...targets(1), ...targets(1, { wave: 1 })];
    const [found, other] = [forecast(foreseen(gated, rows)), forecast(foreseen(plain, rows))];
    expect(said(found)).toEqual(said(other));
    expect(found.decided).toMatchObject([
      { verb: 'confirm', wave: 'canary', because: 'its gate needs webhook:smoke, webhook:load-*' },
    ]);
    expect(givenTexts(found)).toContain(
      'taken as confirmed at once: its gate needs webhook:smoke, webhook:load-*',
    );
    const unread = { because: 'HTTP 403', told: true };
    const waits = rolloutOf([waveOf('canary', 1, { gate, bake_ms: DAY, state: 'open', unread }), after]);
    expect(forecast(foreseen(waits, rows)).decided).toMatchObject([{ verb: 'confirm' }]);
  });

  test('a canary with no target proves nothing: somebody has to promote it', () => {
    const plan = rolloutOf([waveOf('canary', 0), waveOf('prod', 1)], { state: 'approved' });
    const found = forecast(foreseen(plan, targets(1, { wave: 1 })));
    expect(found).toMatchObject({
      left: { most: 0 },
      decided: [
        { verb: 'promote', wave: 'canary', because: expect.stringContaining('nothing of it succeeded') },
      ],
    });
  });

  test('a halted rollout goes on with what ended badly as accepted; an aborted one does not', () => {
    const wave = waveOf('all', 3, { state: 'open', counts: { failed: 1 }, enough: 50 });
    const rows = [targetOf(0, { state: 'ended', result: 'failed', attempt: 1 }), ...targets(2, {}, 1)];
    const halted = rolloutOf([wave], { state: 'halted', why: { code: 'budget', reason: 'one failed' } });
    expect(forecast(foreseen(halted, rows))).toMatchObject({
      left: { most: 0 },
      decided: [{ verb: 'proceed', because: 'it is halted: one failed' }],
    });
    const aborted = { ...halted, why: { code: 'aborted', reason: 'no more' } };
    const found = forecast(foreseen(aborted, rows));
    expect(found).toMatchObject({ left: { fewest: 2, most: 2 }, decided: [] });
    expect(found.first_start).toBeUndefined();
  });

  test('what may still be at work in a halted rollout is taken to be at rest', () => {
    const flight = { seq: 0, sk: 't#00#00000', wave: 0, attempt: 1, at: NOW, groups: ['app=x'] };
    const halted = rolloutOf(
      [waveOf('all', 2, { state: 'open', at_once: 2, counts: { unknown: 1 }, enough: 50 })],
      {
        state: 'halted',
        why: { code: 'budget', reason: 'unknown' },
        kept: [{ ...flight, result: 'unknown' }],
      },
    );
    const rows = [
      targetOf(0, { state: 'ended', result: 'unknown', attempt: 1 }),
      targetOf(1, { groups: ['app=x'] }),
    ];
    expect(forecast(foreseen(halted, rows)).left).toEqual({ fewest: 0, most: 0 });
  });

  test('an aborted rollout is done with what is at work', () => {
    const flight = { seq: 0, sk: 't#00#00000', wave: 0, attempt: 1, at: NOW, groups: ['in0'] };
    const aborted = rolloutOf([waveOf('all', 1, { state: 'open' })], {
      state: 'halted',
      why: { code: 'aborted', reason: 'no more' },
      in_flight: [flight],
    });
    const found = forecast(foreseen(aborted, [targetOf(0, { state: 'sent', attempt: 1 })]));
    expect(said(found)).toMatchObject({ left: 0, done_by: ['05 08:31', '05 08:31'] });
  });

  test('a rollout that would halt again says why', () => {
    const wave = waveOf('all', 3, { state: 'open', counts: { drifted: 2 } });
    const halted = rolloutOf([wave], { state: 'halted', why: { code: 'stale', reason: 'two drifted' } });
    expect(forecast(foreseen(halted, targets(1, {}, 2)))).toMatchObject({
      left: { most: 1 },
      halts: expect.stringContaining('not as planned any more'),
    });
  });
});

test('what is at work ends by its own time, and counts from when it was released', () => {
  const flight = { seq: 0, sk: 't#00#00000', wave: 0, attempt: 1, at: NOW - 20 * MINUTE, groups: ['in0'] };
  const running = rolloutOf([waveOf('all', 2, { state: 'open', started_at: flight.at })], {
    in_flight: [flight],
  });
  const rows = [targetOf(0, { state: 'sent', attempt: 1, released_at: flight.at }), targetOf(1)];
  // The first ends at 08:11, the second then starts.
  expect(range(forecast(foreseen(running, rows)).done_by)?.[0]).toBe('05 08:42');
  const late = { ...flight, at: NOW - 5 * HOUR };
  const overdue = rolloutOf([waveOf('all', 2, { state: 'open' })], { in_flight: [late] });
  // What should have ended long ago is taken to end now.
  expect(range(forecast(foreseen(overdue, rows)).done_by)?.[0]).toBe('05 08:31');
  const alone = rolloutOf([waveOf('all', 1, { state: 'open' })], { in_flight: [late] });
  expect(range(forecast(foreseen(alone, rows.slice(0, 1))).done_by)?.[0]).toBe('05 08:00');
});
