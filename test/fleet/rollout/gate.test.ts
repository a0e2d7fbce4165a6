import { describe, expect, test } from '@jest/globals';
import { byItself, needsOf } from '../../../shared/desk/rollout-needs.ts';
import { waveText } from '../../../shared/desk/rollouts.ts';
import { decide } from '../../../shared/fleet/rollout/decide.ts';
import type { Alarms, Facts, Firing } from '../../../shared/fleet/rollout/facts.ts';
import type { RolloutHead, RolloutWave } from '../../../shared/fleet/rollout/rollout.ts';
import { step } from '../../../shared/fleet/rollout/step.ts';
import { targetKey } from '../../../shared/fleet/rollout/target.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';

const SMOKE = 'webhook:smoke-test';
const MONITOR = 'webhook:monitoring';
const BAKED = NOW - MINUTE;
const fires = (...firing: readonly Partial<Firing>[]): Alarms => ({
  at: NOW,
  firing: firing.map((one, index) => ({ record: `ah${index}`, name: 'cpu', level: 2, of: ['db-1'], ...one })),
});

const factsOf = (more: Partial<Facts> = {}): Facts => ({
  rows: new Map(),
  ends: new Map(),
  away: new Map(),
  void_holds: new Set(),
  taken: new Set(),
  at_rest: new Set(),
  proven: new Set(),
  rest: { since: NOW, unanswered: 0, restless: [] },
  behind: false,
  paused: () => undefined,
  fit: (_, from) => ({ at: from, closes: 'never' }),
  lasts: () => 0,
  starts: () => undefined,
  backUp: () => undefined,
  ...more,
});

const headAfter = (head: RolloutHead, facts: Facts, now = NOW): RolloutHead =>
  step(head, facts, now).writes.reduce((after, write) => (write.of === 'head' ? write.head : after), head);
const next = waveOf('prod', 1);

describe('a wave whose gate counts alarms starts with a baseline', () => {
  const row = targetOf(0);
  const wave = waveOf('canary', 1, { state: 'open', bake_ms: 10 * MINUTE, gate: { alarms: 'none' } });
  const head = rolloutOf([wave, next]);
  const page = { wave: 0, rows: [row], last: true };
  const begin = (alarms: Alarms | undefined, given = head, now = NOW) =>
    step(given, factsOf({ page, alarms }), now);

  test('it asks first, says so, and looks again in a minute', () => {
    const begun = begin(undefined);
    expect(begun).toMatchObject({
      messages: [],
      asks: [{ alarms: 0, after: NOW - 15 * MINUTE }],
      next_at: NOW + MINUTE,
    });
    const after = headAfter(head, factsOf({ page }));
    expect(after).toMatchObject({ in_flight: [], decision: head.decision, outbox: [] });
    expect(byItself(after, NOW)).toBe(
      'wave canary: the alarms that fire at its instances are read before it starts',
    );
    expect(begin(undefined, after).writes).toEqual([]);
    const swept = { ...wave, sweep: { open: true, stale: 0 } };
    expect(begin(undefined, rolloutOf([swept, next])).next_at).toBe(NOW + MINUTE);
  });

  test('what fires counts for nothing later, and the first start is in the same write', () => {
    const waits = headAfter(head, factsOf({ page }));
    const begun = begin(fires({ record: 'ah9' }, { record: 'ah1' }, { record: 'ah9' }), waits);
    expect(begun.messages.map(targetKey)).toEqual([targetKey(row)]);
    const after = headAfter(
      waits,
      factsOf({ page, alarms: fires({ record: 'ah9' }, { record: 'ah1' }, { record: 'ah9' }) }),
    );
    expect(after.waves[0]).toMatchObject({ baseline: { at: NOW, records: ['ah1', 'ah9'] }, started_at: NOW });
    expect(after.waves[0]).not.toHaveProperty('unread');
    expect(begun.asks).toEqual([]);
  });

  test.each([
    ['is old', { at: NOW - 15 * MINUTE - 1, firing: [] }, 0],
    ['is as old as it may be', { at: NOW - 15 * MINUTE, firing: [] }, 1],
    [
      'is too long for the head',
      fires(...Array.from({ length: 301 }, (_, one) => ({ record: `ah${one}` }))),
      0,
    ],
    ['could not be read', { since: NOW, unread: 'no right' }, 0],
  ] as const)('what %s', (_, alarms, starts) => {
    expect(begin(alarms).messages).toHaveLength(starts);
  });

  test('after an hour a person is told once, and by their word it starts without', () => {
    const alarms = (since: number): Alarms => ({ since, unread: 'HTTP 403' });
    const early = headAfter(head, factsOf({ page, alarms: alarms(NOW - HOUR + 1) }));
    expect(early).toMatchObject({ outbox: [], waves: [{ unread: { told: false } }, {}] });
    const told = headAfter(early, factsOf({ page, alarms: alarms(NOW - HOUR) }));
    expect(told.outbox).toMatchObject([
      {
        kind: 'approval_due',
        wave: 'canary',
        sentence: expect.stringMatching(
          /^wave canary starts nothing before its alarms are read: HTTP 403\. A person/,
        ),
      },
    ]);
    expect(needsOf(told, NOW)).toMatchObject([
      {
        sentence: 'wave canary starts nothing before its alarms are read: HTTP 403',
        commands: [{ command: 'fleet promote', options: { wave: 'canary' } }],
      },
    ]);
    expect(headAfter(told, factsOf({ page, alarms: alarms(NOW - HOUR) })).outbox).toHaveLength(1);
    const word = {
      verb: 'promote',
      wave: 'canary',
      by: 'queue:A:ana',
      at: NOW,
      decision: told.decision,
    } as const;
    const decided = decide(told, word, { forbids: () => undefined, newest: true, rows: [] }, NOW);
    if (!('head' in decided)) throw new Error(decided.refused);
    expect(decided.head.waves[0]).toMatchObject({
      state: 'open',
      baseline: { waived: { by: 'queue:A:ana' } },
    });
    expect(begin(undefined, decided.head).messages).toHaveLength(1);
    expect(decide(head, word, { forbids: () => undefined, newest: true, rows: [] }, NOW)).toMatchObject({
      refused: expect.stringContaining('its targets can still start'),
    });
  });

  test('of more than a head can hold a person is told at once', () => {
    const many = fires(...Array.from({ length: 301 }, (_, one) => ({ record: `ah${one}` })));
    const told = headAfter(head, factsOf({ page, alarms: many }));
    expect(told.waves[0]?.unread).toEqual({
      because: '301 alarms fire at its instances already',
      told: true,
    });
  });

  test('what can be read again does not wait for a person any more; nor does what cannot start for another reason', () => {
    const told = headAfter(head, factsOf({ page, alarms: { since: 0, unread: 'HTTP 403' } }));
    expect(begin(fires(), told).messages).toHaveLength(1);
    const closed = headAfter(told, factsOf({ page, fit: () => ({ at: NOW + HOUR, closes: 'never' }) }));
    expect(closed.waves[0]).not.toHaveProperty('unread');
    expect(needsOf(closed, NOW)).toEqual([]);
  });
});

const baked = (more: Partial<RolloutWave> = {}): RolloutHead =>
  rolloutOf([
    waveOf('canary', 1, {
      state: 'settled',
      counts: { succeeded: 1 },
      started_at: NOW - HOUR,
      bake_until: BAKED,
      baseline: { at: NOW - HOUR, records: ['ah0'] },
      gate: { alarms: 'none' },
      ...more,
    }),
    next,
  ]);
const gateOf = (head: RolloutHead, alarms?: Alarms, now = NOW): string => {
  const [wave] = headAfter(head, factsOf({ alarms }), now).waves;
  return wave?.at_gate?.because ?? wave?.state ?? '';
};

describe('a wave that has baked passes its gate', () => {
  test('it asks what fires once it has baked, and forgets what it went by when it passes', () => {
    expect(step(baked(), factsOf(), NOW).asks).toContainEqual({ alarms: 0, after: BAKED });
    expect(step(baked({ bake_until: NOW + 1 }), factsOf(), NOW).asks).toEqual([]);
    expect(step(baked({ gate: { needs: [SMOKE] } }), factsOf(), NOW).asks).toEqual([{ wave: 0 }]);
    expect(headAfter(baked(), factsOf({ alarms: fires() })).waves[0]).not.toHaveProperty('baseline');
  });

  test.each([
    ['nothing', fires(), 'passed'],
    ['only what fired before', fires({}), 'passed'],
    ['nobody has read it', undefined, 'settled'],
    ['read before it had baked', { at: BAKED - 1, firing: [] }, 'settled'],
    ['read as it had baked', { at: BAKED, firing: [] }, 'passed'],
    ['unreadable for less than an hour', { since: NOW - HOUR + 1, unread: 'HTTP 403' }, 'settled'],
    [
      'unreadable for an hour',
      { since: NOW - HOUR, unread: 'HTTP 403' },
      'its alarms are not known: HTTP 403',
    ],
    [
      'something new',
      fires({}, { record: 'ah7', name: 'disk', level: 1 }),
      '1 alarm is new since it started: disk (critical) of db-1',
    ],
    [
      'something new that names nobody, of a level that is none',
      fires({ record: 'ah7', of: [], level: 9 }),
      '1 alarm is new since it started: cpu which names no instance',
    ],
    [
      'much that is new',
      fires(...Array.from({ length: 7 }, (_, one) => ({ record: `new${one}`, name: `a${one}`, level: 4 }))),
      '7 alarms are new since it started: a0 (warning) of db-1; a1 (warning) of db-1; a2 (warning) of db-1; a3 (warning) of db-1; a4 (warning) of db-1; and 2 more',
    ],
  ] as const)('%s', (_, alarms, stands) => {
    expect(gateOf(baked(), alarms)).toBe(stands);
  });

  test('started without a baseline, a person has to look, whatever fires', () => {
    const waived = { at: NOW, waived: { by: 'queue:A:ana', at: NOW } };
    expect(gateOf(baked({ baseline: waived }), fires())).toMatch(/nobody can tell which alarms are new$/);
  });

  test('a wave of which nothing started has no alarms of its own', () => {
    const { waves } = baked({ counts: { already_done: 1 } });
    const [{ started_at: _, baseline: __, ...wave } = next] = waves;
    expect(gateOf(rolloutOf([wave]), undefined)).toBe('passed');
  });

  test('whom it needs has to confirm it; after an hour a person is waited for', () => {
    const gate = { needs: [SMOKE, 'webhook:load-*'] };
    expect(gateOf(baked({ gate }))).toBe('settled');
    const words = [{ verb: 'confirm', by: SMOKE, at: NOW }] as const;
    expect(gateOf(baked({ gate, words }), undefined, BAKED + HOUR - 1)).toBe('settled');
    expect(gateOf(baked({ gate, words }), undefined, BAKED + HOUR)).toBe('not confirmed by webhook:load-*');
    expect(waveText(baked({ gate, words }), 0, NOW)).toBe('waits to be confirmed by webhook:load-*');
    expect(waveText(baked(), 0, NOW)).toBe('its instances are asked whether they are at rest');
    const against = [{ verb: 'veto', by: SMOKE, at: NOW }] as const;
    expect(byItself(baked({ gate, words: against }), NOW)).toContain('webhook:smoke-test, webhook:load-*');
    expect(byItself(baked({ gate, words }), NOW)).toContain('it waits to be confirmed by webhook:load-*');
    const both = [...words, { verb: 'confirm', by: 'webhook:load-2', at: NOW }] as const;
    expect(gateOf(baked({ gate, words: both }))).toBe('passed');
    const vetoed = [...both, { verb: 'veto', by: MONITOR, at: NOW, because: 'latency' }] as const;
    expect(gateOf(baked({ gate, words: vetoed, bake_until: NOW + HOUR }))).toBe(
      `vetoed by ${MONITOR}: latency`,
    );
  });
});

describe('what whom a gate names says of its wave', () => {
  const gate = { needs: [SMOKE], veto: [MONITOR] };
  const say = (head: RolloutHead, verb: 'confirm' | 'veto', by: string, more: object = {}) =>
    decide(
      head,
      {
        verb,
        by,
        at: NOW,
        decision: head.decision,
        hash: head.hash ?? '',
        wave: 'canary',
        because: 'latency',
        ...more,
      },
      { forbids: () => undefined, newest: true, rows: [] },
      NOW,
    );

  test.each([
    ['confirm', SMOKE, {}, undefined],
    ['confirm', MONITOR, {}, `the gate of wave canary takes that of ${SMOKE}, not of ${MONITOR}`],
    ['veto', SMOKE, {}, `the gate of wave canary takes that of ${MONITOR}, not of ${SMOKE}`],
    ['confirm', SMOKE, { hash: 'b'.repeat(64) }, `its hash is ${'a'.repeat(64)}, not ${'b'.repeat(64)}`],
    ['confirm', SMOKE, { wave: 'prod' }, `the gate of wave prod takes that of nobody, not of ${SMOKE}`],
    [
      'confirm',
      SMOKE,
      { decision: 0 },
      'it has changed since: it stands at decision 1, and 0 was named; look at it again',
    ],
    ['veto', MONITOR, { decision: 0 }, undefined],
  ] as const)('%s by %s with %j: %s', (verb, by, more, refused) => {
    const decided = say(baked({ gate }), verb, by, more);
    if (refused !== undefined) expect(decided).toEqual({ refused });
    else
      expect(decided).toMatchObject({ head: { waves: [{ words: [{ verb, by, because: 'latency' }] }, {}] } });
  });

  test('it counts for the wave that has ended and stands at no gate, and once', () => {
    const said = say(baked({ gate }), 'confirm', SMOKE);
    if (!('head' in said)) throw new Error(said.refused);
    expect(say(said.head, 'confirm', SMOKE)).toEqual({ head: said.head });
    expect(say(baked({ gate, state: 'open' }), 'confirm', SMOKE)).toMatchObject({
      refused: 'wave canary is open: it is confirmed once it has ended',
    });
    expect(
      say(baked({ gate, state: 'at_gate', at_gate: { since: NOW, because: 'few' } }), 'confirm', SMOKE),
    ).toEqual({ refused: 'wave canary waits for a person at its gate: few' });
    expect(say(baked({ gate, state: 'passed' }), 'veto', MONITOR)).toEqual({
      refused: 'wave canary has passed',
    });
    const later = rolloutOf([waveOf('first', 1), waveOf('canary', 1, { gate })]);
    expect(say(later, 'veto', MONITOR)).toEqual({ refused: 'a wave before canary has not passed' });
  });

  test('a veto stops a wave that is under way at once, and stays until it is let through its gate', () => {
    const open = say(baked({ gate, state: 'open' }), 'veto', MONITOR);
    expect(open).toMatchObject({
      head: {
        state: 'halted',
        why: { code: 'vetoed', reason: `wave canary: vetoed by ${MONITOR}: latency`, by: MONITOR },
        outbox: [{ kind: 'halted' }],
      },
    });
    expect(say(baked({ gate, state: 'pending' }), 'veto', MONITOR)).toMatchObject({
      head: { state: 'halted' },
    });
    expect(say(baked({ gate }), 'veto', MONITOR)).toMatchObject({ head: { state: 'running' } });
    const both = say(baked({ gate: { needs: [SMOKE], veto: [SMOKE] } }), 'confirm', SMOKE);
    if (!('head' in both)) throw new Error(both.refused);
    expect(say(both.head, 'veto', SMOKE)).toMatchObject({
      head: { waves: [{ words: [{ verb: 'confirm' }, { verb: 'veto' }] }, {}] },
    });
  });

  test('whoever confirmed it has not seen what is tried again; a veto stands', () => {
    const row = targetOf(0, { state: 'ended', result: 'failed' });
    const words = [
      { verb: 'confirm', by: SMOKE, at: NOW },
      { verb: 'veto', by: MONITOR, at: NOW },
    ] as const;
    const retry = { verb: 'retry', by: 'queue:A:ana', at: NOW, decision: 1, targets: [row.target] } as const;
    const facts = { forbids: () => undefined, newest: true, rows: [row] };
    expect(decide(baked({ gate, words }), retry, facts, NOW)).toMatchObject({
      head: { waves: [{ state: 'open', words: [{ verb: 'veto' }] }, {}] },
    });
  });
});
