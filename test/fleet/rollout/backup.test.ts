import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../../functions/catalog.ts';
import { backupsOf, backupText } from '../../../shared/desk/backups.ts';
import { isOverRun, targetStanding } from '../../../shared/desk/rollout-targets.ts';
import { type NextRelease, nextRelease } from '../../../shared/fleet/rollout/backup.ts';
import { heedWords } from '../../../shared/fleet/rollout/directed.ts';
import type { Facts, Fit } from '../../../shared/fleet/rollout/facts.ts';
import type { ReleaseEnd } from '../../../shared/fleet/rollout/release-end.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { step } from '../../../shared/fleet/rollout/step.ts';
import { takeBack } from '../../../shared/fleet/rollout/take-back.ts';
import {
  type Backup,
  type Result,
  type RolloutTarget,
  targetKey,
} from '../../../shared/fleet/rollout/target.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';

const BACKUP = 'back-up-geminidb';
const LASTS: Readonly<Record<string, number>> = { [BACKUP]: 2 * HOUR };
const lasts = ({ operation }: Pick<RolloutTarget, 'operation'>) => LASTS[operation] ?? HOUR;

/** What fits into windows that open every so often, for so long. */
const windows =
  (every: number, open: number) =>
  (row: RolloutTarget, from: number): Fit | undefined => {
    for (let round = Math.floor((from - NOW) / every); round < 100; round += 1) {
      const opens = NOW + round * every;
      const at = Math.max(from, opens);
      if (at + lasts(row) <= opens + open) return { at, closes: opens + open };
    }
    return undefined;
  };

const waits = targetOf(0, { backup: { operation: BACKUP } });
const apart = targetOf(0, { backup: { operation: BACKUP, apart: true } });
const madeAt = (at: number, more: Partial<Backup> = {}): Backup => ({
  attempt: 1,
  name: 'upkeep-1',
  at,
  closes: NOW + 4 * HOUR,
  proven: true,
  ...more,
});

describe('what is released next of a target that is backed up before', () => {
  const DAILY = windows(DAY, 4 * HOUR);
  const next = (
    row: RolloutTarget,
    from: number,
    { fit = DAILY, until = NOW + 30 * DAY }: { fit?: typeof DAILY; until?: number } = {},
  ): NextRelease | undefined => nextRelease(row, from, { fit, lasts, until });

  test.each([
    ['the backup first', waits, NOW, { at: NOW, closes: NOW + 4 * HOUR, stage: 'backup' }],
    [
      'a backup alone where both do not fit in time',
      waits,
      NOW + 2 * HOUR,
      { at: NOW + 2 * HOUR, stage: 'backup' },
    ],
    [
      'the work in the same window',
      { ...waits, backups: [madeAt(NOW + HOUR)] },
      NOW + HOUR,
      { at: NOW + HOUR },
    ],
    [
      'the work in the next window where it fits no more',
      { ...waits, backups: [madeAt(NOW + 3.5 * HOUR)] },
      NOW + 3.5 * HOUR,
      { at: NOW + DAY },
    ],
    [
      'never both in one window where they have to be apart',
      { ...apart, backups: [madeAt(NOW + HOUR)] },
      NOW + HOUR,
      { at: NOW + DAY },
    ],
    [
      'the work a moment before the backup is a day old',
      { ...waits, backups: [madeAt(NOW + HOUR)] },
      NOW + DAY + HOUR - 1,
      { at: NOW + DAY + HOUR - 1 },
    ],
    [
      'a new backup from then on',
      { ...waits, backups: [madeAt(NOW + HOUR)] },
      NOW + DAY + HOUR,
      { at: NOW + DAY + HOUR, stage: 'backup' },
    ],
    [
      'a new backup where nobody knows of the last',
      { ...waits, backups: [madeAt(NOW, { proven: false })] },
      NOW + HOUR,
      { stage: 'backup' },
    ],
    ['the work alone where no backup is asked for', targetOf(0), NOW, { at: NOW, closes: NOW + 4 * HOUR }],
  ] as const)('%s', (_title, row, from, expected) => {
    const found = next(row as RolloutTarget, from);
    expect(found).toMatchObject(expected);
    expect(found?.stage).toBe('stage' in expected ? expected.stage : undefined);
  });

  test('no backup is made that would be too old for its work', () => {
    expect(next(apart, NOW, { fit: windows(7 * DAY, 4 * HOUR) })).toBeUndefined();
    const every25 = windows(25 * HOUR, 4 * HOUR);
    // The window opens again 25 hours later: a backup is good for the next one from an hour after its beginning on.
    expect(next(apart, NOW, { fit: every25 })).toMatchObject({ at: NOW + HOUR, stage: 'backup' });
  });

  test('a backup waits for a window in which its work fits as well, where the next one is far', () => {
    const weekly = windows(7 * DAY, 4 * HOUR);
    expect(next(waits, NOW + HOUR, { fit: weekly })).toMatchObject({ at: NOW + HOUR, stage: 'backup' });
    expect(next(waits, NOW + HOUR + 1, { fit: weekly })).toMatchObject({
      at: NOW + 7 * DAY,
      stage: 'backup',
    });
  });

  test('no backup is made whose work would start when the plan is good no more', () => {
    expect(next(apart, NOW, { until: NOW + DAY })).toBeUndefined();
    expect(next(apart, NOW, { until: NOW + DAY + 1 })).toMatchObject({ at: NOW, stage: 'backup' });
    const made = { ...apart, backups: [madeAt(NOW + HOUR)] };
    expect(next(made, NOW + HOUR, { until: NOW + DAY })).toBeUndefined();
  });

  test('a window that never closes has no next one', () => {
    const always = (_row: RolloutTarget, from: number) => ({ at: from, closes: 'never' as const });
    expect(nextRelease(apart, NOW, { fit: always, lasts, until: NOW + 30 * DAY })).toBeUndefined();
    expect(nextRelease(waits, NOW, { fit: always, lasts, until: NOW + 30 * DAY })).toMatchObject({ at: NOW });
  });
});

describe('a target is backed up and then worked on', () => {
  const DAILY = windows(DAY, 6 * HOUR);

  /** A rollout of two targets, one at a time, and what its steps make of it. */
  function begun(row: RolloutTarget, more: Partial<Facts> = {}, wave = {}) {
    const other = { ...row, seq: 1, target: 'in1', instance: 'in1', groups: ['in1'] };
    const rows = new Map([row, other].map((one) => [targetKey(one), one]));
    const ends = new Map<string, ReleaseEnd | 'open' | 'none'>();
    let head: RolloutHead = rolloutOf([waveOf('all', 2, { state: 'open', ...wave })]);
    const game = {
      sent: [] as RolloutTarget[],
      head: () => head,
      row: (seq = 0) => [...rows.values()][seq] as RolloutTarget,
      set: (changed: Partial<RolloutHead>) => {
        head = { ...head, ...changed };
      },
      ends: (end: ReleaseEnd | 'open' | 'none', seq = 0) => ends.set(targetKey(game.row(seq)), end),
      step(now: number, changed: Partial<Facts> = {}) {
        const facts: Facts = {
          rows: new Map(rows),
          ends: new Map(ends),
          page: { wave: 0, rows: [...rows.values()].filter(({ state }) => state === 'waiting'), last: true },
          away: new Map(),
          void_holds: new Set(),
          taken: new Set(),
          at_rest: new Set(),
          proven: new Set(),
          behind: false,
          paused: () => undefined,
          fit: DAILY,
          lasts,
          starts: () => undefined,
          backUp: () => ({
            intent: (instance, at) => ({ instance_id: instance, name: `upkeep-${instance}-${at}` }),
          }),
          ...more,
          ...changed,
        };
        const done = step(head, facts, now);
        for (const write of done.writes) {
          if (write.of === 'head')
            head = { ...write.head, waves: write.head.waves.map(({ cursor: _, ...one }) => one) };
          if (write.of === 'row') rows.set(targetKey(write.row), write.row);
        }
        for (const one of done.messages) {
          game.sent.push(one);
          rows.set(targetKey(one), { ...one, state: 'sent' });
          ends.set(targetKey(one), 'open');
        }
        return done;
      },
    };
    return game;
  }

  const endedAt = (at: number, result: Result = 'succeeded', more: object = {}): ReleaseEnd => ({
    as: 'ended',
    result,
    reason: 'as it was',
    at,
    ...more,
  });
  const idsOf = ({ sent }: ReturnType<typeof begun>) => sent.map(({ body }) => body?.request_id);

  test('the backup goes out under an id of its own, for the instance, and expects no version', () => {
    const game = begun({ ...waits, target: 'proxy', instance: 'in0', intent: { proxy_id: 'proxy' } });
    game.step(NOW);
    expect(game.sent).toMatchObject([{ attempt: 1, stage: 'backup', target: 'proxy' }]);
    expect(game.sent[0]?.body).toEqual({
      instance_id: 'in0',
      name: `upkeep-in0-${NOW}`,
      request_id: 'fleet/monthly-1-a/0/1/backup',
      region: waits.region,
      project_id: waits.project,
      not_before: '2027-01-05T08:00:00Z',
      not_after: '2027-01-05T08:15:00Z',
      ends_by: '2027-01-05T14:00:00Z',
      expects: { hold_tag: 'upkeep-hold-until' },
    });
  });

  test('a hold tag that counts no more leaves nothing to expect', () => {
    const game = begun(waits, { void_holds: new Set([targetKey(waits)]) });
    game.step(NOW);
    expect(game.sent[0]?.body).not.toHaveProperty('expects');
  });

  test('proven, its work follows in the same window and nobody takes its place', () => {
    const game = begun(waits);
    game.step(NOW);
    game.ends(endedAt(NOW + HOUR));
    game.step(NOW + HOUR);
    expect(game.head().in_flight).toMatchObject([{ seq: 0, attempt: 2 }]);
    expect(game.head().waves[0]).toMatchObject({ counts: {}, backups: 1 });
    expect(game.row()).toMatchObject({
      state: 'waiting',
      backups: [{ attempt: 1, at: NOW + HOUR, proven: true }],
    });
    game.step(NOW + HOUR + MINUTE);
    expect(idsOf(game)).toEqual(['fleet/monthly-1-a/0/1/backup', 'fleet/monthly-1-a/0/2']);
    expect(game.sent[1]).not.toHaveProperty('stage');
    expect(game.sent[1]?.body).toMatchObject({ expects: { from: '1.7', hold_tag: 'upkeep-hold-until' } });
    game.ends(endedAt(NOW + 2 * HOUR));
    game.step(NOW + 2 * HOUR);
    expect(game.head().waves[0]).toMatchObject({
      counts: { succeeded: 1 },
      backups: 1,
      last_end: NOW + 2 * HOUR,
    });
    expect(idsOf(game)).toEqual([
      'fleet/monthly-1-a/0/1/backup',
      'fleet/monthly-1-a/0/2',
      'fleet/monthly-1-a/1/1/backup',
    ]);
  });

  test('its place and its groups are kept until the next window', () => {
    const game = begun(apart);
    game.step(NOW);
    game.ends(endedAt(NOW + HOUR));
    for (const hours of [1, 2, 5, 23]) game.step(NOW + hours * HOUR);
    expect(game.sent).toHaveLength(1);
    expect(game.head().in_flight).toMatchObject([{ seq: 0, attempt: 2, groups: ['in0'] }]);
    game.step(NOW + DAY);
    expect(idsOf(game)).toEqual(['fleet/monthly-1-a/0/1/backup', 'fleet/monthly-1-a/0/2']);
  });

  test.each([
    ['a person stops it', { state: 'halted', why: { code: 'stopped', reason: 'stopped' } }, {}],
    ['a person holds it', { holds: { in0: { until: NOW + 3 * DAY, by: 'ann', because: 'close' } } }, {}],
    [
      'it is not as planned any more',
      {},
      { away: new Map([[targetKey(apart), { left: 'drifted', reason: 'it changed' }]]) },
    ],
    ['no window comes in time', {}, { fit: windows(2 * DAY, 6 * HOUR) }],
  ] as const)('its place is given back where %s', (_title, changed, facts) => {
    const game = begun(apart);
    game.step(NOW);
    game.ends(endedAt(NOW + HOUR));
    game.step(NOW + HOUR);
    game.set(changed as Partial<RolloutHead>);
    game.step(NOW + 2 * HOUR, facts as Partial<Facts>);
    expect(game.head().in_flight.filter(({ seq }) => seq === 0)).toEqual([]);
    expect(game.row()).toMatchObject({ state: 'waiting', attempt: 2 });
    expect(game.sent.filter(({ stage }) => stage === undefined)).toEqual([]);
  });

  test('of a rollout that was halted meanwhile the work is not sent', () => {
    const game = begun(waits);
    game.step(NOW);
    game.set({ state: 'halted', why: { code: 'stopped', reason: 'stopped' } });
    game.ends(endedAt(NOW + HOUR));
    game.step(NOW + HOUR);
    expect(game.head().in_flight).toEqual([]);
    expect(game.row()).toMatchObject({ state: 'waiting', attempt: 1, backups: [{ proven: true }] });
  });

  test('one that was aborted recalls nothing of a backup, is over once that has ended, and leaves the rest', () => {
    const game = begun(waits);
    game.step(NOW);
    game.set({ state: 'halted', why: { code: 'aborted', reason: 'aborted' } });
    game.step(NOW + MINUTE);
    expect(game.head().in_flight).toHaveLength(1);
    game.ends(endedAt(NOW + HOUR));
    game.step(NOW + HOUR);
    expect(game.head()).toMatchObject({ state: 'closed', in_flight: [], waves: [{ backups: 1 }] });
  });

  test.each([
    ['failed', 'failed', false],
    ['completed_unchanged', 'completed_unchanged', true],
    ['completed_unproven', 'failed', true],
    ['timed_out', 'timed_out', true],
    ['unknown', 'unknown', true],
    ['two_jobs', 'two_jobs', true],
  ] as const)(
    'a backup that ended as %s halts as a failed patch does, and its work is not sent',
    (result, as, listed) => {
      const game = begun(waits, {}, { at_once: 2 });
      game.step(NOW);
      game.ends(endedAt(NOW + HOUR, result));
      game.step(NOW + HOUR);
      expect(game.head()).toMatchObject({ state: 'halted', waves: [{ counts: { [as]: 1 } }] });
      const reason = `its backup upkeep-in0-${NOW}: as it was`;
      expect(game.row()).toMatchObject({ state: 'ended', result: as, stage: 'backup', reason });
      expect(game.row().backups?.map(({ proven }) => proven)).toEqual(listed ? [false] : undefined);
      game.step(NOW + 2 * HOUR);
      expect(game.sent.filter(({ stage }) => stage === undefined)).toEqual([]);
      expect(game.head().kept.length).toBe(['timed_out', 'unknown', 'two_jobs'].includes(as) ? 1 : 0);
    },
  );

  test('one that was there already counts from its release on', () => {
    const game = begun(waits);
    game.step(NOW);
    game.ends(endedAt(NOW + HOUR, 'already_done'));
    game.step(NOW + HOUR);
    expect(game.row().backups).toMatchObject([{ at: NOW, proven: true }]);
  });

  test('one that was at work when its window had closed is an over-run, once', () => {
    const game = begun(waits);
    game.step(NOW);
    game.ends(endedAt(NOW + HOUR, 'succeeded', { over_ran: NOW + 30 * MINUTE }));
    game.step(NOW + HOUR);
    game.step(NOW + HOUR + MINUTE);
    game.ends(endedAt(NOW + 2 * HOUR));
    game.step(NOW + 2 * HOUR);
    expect(game.head().waves[0]).toMatchObject({ over_runs: 1, counts: { succeeded: 1 } });
  });

  test('a pause of the work keeps the backup from being made, and so does one of backups', () => {
    for (const operation of ['patch-databases', BACKUP]) {
      const game = begun(waits);
      game.step(NOW, { paused: (name) => (name === operation ? 'paused' : undefined) });
      expect(game.sent).toEqual([]);
    }
    const game = begun({ ...waits, backups: [madeAt(NOW)] });
    game.step(NOW, { paused: (name) => (name === BACKUP ? 'paused' : undefined) });
    expect(game.sent).toMatchObject([{ attempt: 1 }]);
  });

  test('work that was put off needs no second backup while the first is good', () => {
    const gone = { left: 'gone', reason: 'gone' } as const;
    const away = new Map([[targetKey({ wave: 0, seq: 1 }), gone]]);
    const game = begun({ ...waits, backups: [madeAt(NOW)], attempt: 1 }, { away });
    game.step(NOW);
    game.ends({ as: 'again', code: 'busy', reason: 'busy', at: NOW });
    game.step(NOW + MINUTE);
    expect(game.row()).toMatchObject({ state: 'waiting', attempt: 2, put_off: 1 });
    game.step(NOW + HOUR);
    expect(idsOf(game)).toContain('fleet/monthly-1-a/0/3');
  });

  test('of a kept backup nothing is learned from what its instance runs', () => {
    const row = { ...waits, state: 'ended', result: 'unknown', stage: 'backup', attempt: 1 } as const;
    const flight = { seq: 0, sk: targetKey(row), wave: 0, attempt: 1, at: NOW, groups: [] };
    const head = rolloutOf([waveOf('all', 1, { state: 'open', counts: { unknown: 1 } })], {
      kept: [{ ...flight, result: 'unknown' }],
    });
    const facts = {
      rows: new Map<string, RolloutTarget>([[flight.sk, row]]),
      proven: new Set([flight.sk]),
    } as unknown as Facts;
    expect(heedWords(head, facts, NOW)).toEqual({ head, rows: [] });
    const work: RolloutTarget = { ...row, stage: undefined as never };
    expect(heedWords(head, { ...facts, rows: new Map([[flight.sk, work]]) }, NOW).head.kept).toEqual([]);
  });
});

describe('what people see of it', () => {
  const head = rolloutOf([waveOf('all', 1, { state: 'open' })]);
  const made = { ...waits, backups: [madeAt(NOW), madeAt(NOW, { name: 'upkeep-2', proven: false })] };

  test('each backup that is there, or may be, by name and instance', () => {
    expect(backupsOf([made, targetOf(1)]).map(backupText)).toEqual([
      'upkeep-1 of in0, 2027-01-05T08:00:00Z',
      'upkeep-2 of in0, which may be there, 2027-01-05T08:00:00Z',
    ]);
  });

  test('whether a target is being backed up, or has been', () => {
    const sent = { ...waits, state: 'sent', attempt: 1, released_at: NOW - HOUR } as const;
    expect(targetStanding({ ...sent, stage: 'backup' }, head, NOW).stands).toBe('backing up');
    expect(targetStanding(sent, head, NOW).stands).toBe('at work');
    expect(targetStanding(made, head, NOW)).toEqual({
      stands: 'waiting',
      why: 'its backup upkeep-1 is made',
    });
  });

  test('an over-run of a backup is one', () => {
    expect(isOverRun({ ...waits, backups: [madeAt(NOW, { over_ran: NOW })] })).toBe(true);
    expect(isOverRun(made)).toBe(false);
  });

  test('no way back from a backup that ended badly, since nothing was brought', () => {
    const bad = { ...waits, state: 'ended', result: 'failed', attempt: 1 } as const;
    const halted = { ...head, state: 'halted' } as const;
    expect(takeBack({ ...bad, stage: 'backup' }, halted, catalog)).toBeUndefined();
    expect(takeBack(bad, halted, catalog)).toBeDefined();
  });

  test('how many are billed, once it is over', () => {
    const over = step(
      rolloutOf([waveOf('all', 1, { state: 'passed', backups: 2 })]),
      {
        rows: new Map(),
        ends: new Map(),
        away: new Map(),
        fit: () => undefined,
        paused: () => undefined,
      } as unknown as Facts,
      NOW,
    ).writes.flatMap((write) => (write.of === 'head' ? write.head.outbox : []));
    expect(over.map(({ sentence }) => sentence)).toEqual([
      'done: every wave has passed; 2 backups made before the work: billed until somebody deletes them',
    ]);
  });
});
