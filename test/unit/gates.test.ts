import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usualTiming } from '../../shared/settings/timing.ts';
import type { Facts } from '../../shared/submission/gates/facts.ts';
import type { Answer, Moment } from '../../shared/submission/gates/gate.ts';
import { ask, type Readings } from '../../shared/submission/gates/gates.ts';
import { endBy } from '../../shared/submission/pass.ts';

const NOW = Date.parse('2026-11-21T19:00:00Z');
const HOUR = 3_600_000;

/** Nothing stands in the way. */
const OPEN: Facts = {
  now: NOW,
  deadline: NOW + HOUR,
  work: { lasts: { ms: HOUR, assumed: true } },
  permission: { rule: 'few', max_targets_per_hour: 2 },
};
const PAUSE = { operation: '*', at: 'noon', by: 'somebody' };
const run = (more: object) => ({ run: { throttled: false, left_ms: 2, needs_ms: 2, ...more } });
const hour = (more: object = {}) => ({ hour: { rule: 'few', limit: 2, room_at: NOW + 5, ...more } });

/** What shuts each gate alone, in the order in which they are asked, and what it says then. */
const SHUT = {
  throttle: [
    run({ throttled: true }),
    {
      says: 'wait',
      only: 'this run',
      because: 'the cloud throttles this batch: nothing more of it is sent now',
    },
  ],
  'time left': [
    run({ left_ms: 1 }),
    { says: 'wait', only: 'this run', because: '1 ms are left of this invocation, a submission needs 2' },
  ],
  lease: [
    run({ lease_until: NOW }),
    { says: 'wait', only: 'this run', because: 'the lease on this request is over' },
  ],
  'too late': [
    { late: 'start_time is past' },
    {
      says: 'never',
      end: 'expired',
      because: 'start_time is past, now 2026-11-21T19:00:00.000Z; nothing was sent',
    },
  ],
  'ends by': [
    { work: { lasts: { ms: HOUR, assumed: true }, ends_by: NOW + HOUR - 1 } },
    {
      says: 'never',
      end: 'expired',
      code: 'ends_too_late',
      because:
        'its work lasts 60 min as is assumed and would end at 2026-11-21T20:00:00.000Z, after ends_by, 2026-11-21T19:59:59.999Z; nothing was sent',
    },
  ],
  freeze: [
    { freeze: { because: 'freeze x holds', free_at: NOW + 9 } },
    { says: 'wait', until: NOW + 9, because: 'freeze x holds', code: 'frozen' },
  ],
  window: [
    { opening: { because: 'waits for window x', fits_at: NOW + 7 } },
    { says: 'wait', until: NOW + 7, because: 'waits for window x', code: 'window_closed' },
  ],
  'not before': [
    { not_before: NOW + 1 },
    { says: 'wait', until: NOW + 1, because: 'waits for not_before, 2026-11-21T19:00:00.001Z' },
  ],
  deadline: [
    { deadline: NOW - 1 },
    {
      says: 'never',
      end: 'expired',
      because: 'not_after, 2026-11-21T18:59:59.999Z, is past; nothing was sent',
    },
  ],
  policy: [
    { permission: { forbidden: 'timer x: no rule names this sender' } },
    { says: 'never', end: 'forbidden', because: 'timer x: no rule names this sender' },
  ],
  pause: [{ pause: PAUSE }, { says: 'wait', because: 'everything is paused since noon by somebody' }],
  hour: [
    hour(),
    {
      says: 'wait',
      until: NOW + 5,
      because: 'rule few, field max_targets_per_hour: 2 were sent within the hour',
    },
  ],
} satisfies Record<string, [Partial<Facts>, Answer]>;
type Name = keyof typeof SHUT;
const names = Object.keys(SHUT) as Name[];

/** Which gates are asked when. */
const ASKED: Record<Moment, Name[]> = {
  arrived: ['too late', 'ends by', 'freeze', 'window', 'not before', 'deadline', 'policy', 'pause', 'hour'],
  looked: ['too late', 'ends by', 'freeze', 'window', 'not before', 'deadline'],
  checked: ['freeze', 'window', 'policy', 'pause', 'hour'],
  claiming: ['throttle', 'time left', 'too late', 'ends by', 'freeze', 'window', 'not before', 'deadline'],
  claimed: ['freeze', 'window', 'pause'],
  leaving: [
    'throttle',
    'time left',
    'lease',
    'too late',
    'ends by',
    'freeze',
    'window',
    'not before',
    'deadline',
  ],
  rehearsed: ['freeze', 'window'],
};
const moments = Object.keys(ASKED) as Moment[];

/** Facts by which these gates are shut and no other. */
const shutting = (shut: readonly Name[]): Facts => ({
  ...OPEN,
  ...Object.assign({}, ...shut.map((name) => SHUT[name][0])),
  ...run({
    throttled: shut.includes('throttle'),
    left_ms: shut.includes('time left') ? 1 : 2,
    lease_until: shut.includes('lease') ? NOW : NOW + 1,
  }),
});
/** The words of an expiry name the time at which the request would leave at the earliest, or its work end. */
const WHILE_NOT_BEFORE: { readonly [name in Name]?: string } = {
  'too late': 'start_time is past, not_before 2026-11-21T19:00:00.001Z; nothing was sent',
  'ends by': SHUT['ends by'][1].because.replace('20:00:00.000Z', '20:00:00.001Z'),
};
/** A freeze is not outlived by what is too late. */
const TOO_LONG: Answer = {
  says: 'never',
  end: 'expired',
  code: 'frozen',
  because: 'freeze x holds; it may be sent until 2026-11-21T18:59:59Z only; nothing was sent',
};
const says = (name: Name, shut: readonly Name[]): object => {
  if (name === 'freeze' && (shut.includes('deadline') || shut.includes('ends by'))) return TOO_LONG;
  const because = shut.includes('not before') ? WHILE_NOT_BEFORE[name] : undefined;
  return { ...SHUT[name][1], ...(because && { because }) };
};

describe('a gate', () => {
  test.each(names)('%s alone is shut, and only when it is asked', async (name) => {
    for (const moment of moments) {
      const answer = ASKED[moment].includes(name) ? SHUT[name][1] : { says: 'go' };
      expect([moment, await ask(moment, shutting([name]))]).toEqual([moment, answer]);
    }
  });

  test.each<[string, Partial<Facts>]>([
    ['just enough time is left', run({ left_ms: 2 })],
    ['no claim is written yet', run({ lease_until: undefined })],
    ['the time has just come', { not_before: NOW }],
    ['the deadline is now', { deadline: NOW }],
    ['the hour has room', hour({ room_at: undefined })],
    ['the work ends just in time', { work: { lasts: { ms: HOUR }, ends_by: NOW + HOUR } }],
    ['the work fits into its window now', { opening: { because: '', fits_at: NOW } }],
    ['nobody can know whether it is allowed', { permission: undefined }],
  ])('says go when %s', async (_, facts) => {
    for (const moment of moments)
      expect([moment, await ask(moment, { ...OPEN, ...facts })]).toEqual([moment, { says: 'go' }]);
  });

  test.each<[string, Partial<Facts>, string]>([
    [
      'when it starts by itself',
      { work: { lasts: { ms: HOUR }, starts_at: NOW + HOUR, ends_by: NOW + 2 * HOUR - 1 } },
      '21:00',
    ],
    [
      'when it may be sent',
      { not_before: NOW + HOUR, work: { lasts: { ms: HOUR }, ends_by: NOW + 2 * HOUR - 1 } },
      '21:00',
    ],
    [
      'now, as its start is past',
      { work: { lasts: { ms: HOUR }, starts_at: NOW - HOUR, ends_by: NOW + HOUR - 1 } },
      '20:00',
    ],
  ])('counts how long work lasts from %s', async (_, facts, end) => {
    const because = expect.stringContaining(
      `its work lasts 60 min as a rule and would end at 2026-11-21T${end}:00.000Z`,
    );
    expect(await ask('leaving', { ...OPEN, ...facts })).toMatchObject({ code: 'ends_too_late', because });
  });

  test.each<[string, Partial<Facts>, object]>([
    [
      'a freeze that ends with the deadline',
      { freeze: { because: 'freeze x holds', free_at: NOW + HOUR } },
      { says: 'wait', until: NOW + HOUR, code: 'frozen' },
    ],
    [
      'a freeze that outlasts the deadline',
      { freeze: { because: 'freeze x holds', free_at: NOW + HOUR + 1 } },
      {
        says: 'never',
        end: 'expired',
        code: 'frozen',
        because: 'freeze x holds; it may be sent until 2026-11-21T20:00:00Z only; nothing was sent',
      },
    ],
    [
      'a freeze that leaves the work no time to end',
      {
        freeze: { because: 'freeze x holds', free_at: NOW + 2 },
        work: { lasts: { ms: HOUR }, ends_by: NOW + HOUR + 1 },
      },
      {
        says: 'never',
        code: 'frozen',
        because: 'freeze x holds; it may be sent until 2026-11-21T19:00:00Z only; nothing was sent',
      },
    ],
    [
      'a start inside a freeze',
      { freeze: { because: 'freeze x holds', free_at: 'never' } },
      { says: 'never', end: 'expired', code: 'frozen', because: 'freeze x holds; nothing was sent' },
    ],
    [
      'a window that is not open in time',
      { opening: { because: 'window x leaves no 5 min', fits_at: 'never' } },
      {
        says: 'never',
        end: 'expired',
        code: 'window_closed',
        because: 'window x leaves no 5 min; nothing was sent',
      },
    ],
  ])('is asked about %s', async (_, facts, answer) => {
    expect(await ask('arrived', { ...OPEN, ...facts })).toMatchObject(answer);
  });

  test('forbids what comes new to a full hour, and names who brings it', async () => {
    expect(await ask('arrived', { ...OPEN, ...hour({ new_from: 'queue ALICE' }) })).toEqual({
      says: 'never',
      end: 'forbidden',
      because: 'queue ALICE: rule few, field max_targets_per_hour: 2 were sent within the hour',
    });
  });
});

const some = fc.subarray(names);
const anyMoment = fc.constantFrom(...moments);

describe('the list of gates', () => {
  test('answers with the first that does not say go', () =>
    fc.assert(
      fc.asyncProperty(anyMoment, some, async (moment, shut) => {
        const first = ASKED[moment].find((name) => shut.includes(name));
        expect(await ask(moment, shutting(shut))).toEqual(first ? says(first, shut) : { says: 'go' });
      }),
    ));

  test('never has anybody wait for a time that is past', () =>
    fc.assert(
      fc.asyncProperty(
        anyMoment,
        fc.record({ not_before: fc.integer(), deadline: fc.integer(), room_in: fc.integer({ min: 1 }) }),
        async (moment, { not_before, deadline, room_in }) => {
          const times = { not_before: NOW + not_before, deadline: NOW + deadline };
          const answer = await ask(moment, { ...OPEN, ...times, ...hour({ room_at: NOW + room_in }) });
          if (answer.says === 'wait') expect(answer.until).toBeGreaterThan(NOW);
        },
      ),
    ));

  test('has read what a gate needs when its turn comes, in turn, and nothing more', () =>
    fc.assert(
      fc.asyncProperty(anyMoment, some, async (moment, shut) => {
        const { freeze, opening, permission, pause, hour, ...given } = shutting(shut);
        const whole = { freeze, opening, permission, pause, hour };
        const read: string[] = [];
        const readings = Object.fromEntries(
          Object.entries(whole).map(([name, fact]) => [
            name,
            async (known: Facts) => {
              const before = read.filter(
                (one) => known[one as keyof Facts] === whole[one as keyof typeof whole],
              );
              expect(before).toEqual(read);
              read.push(name);
              return fact;
            },
          ]),
        ) as Readings;
        expect(await ask(moment, given, readings)).toEqual(await ask(moment, shutting(shut)));
        const asked = ASKED[moment];
        const upTo = asked.findIndex((name) => shut.includes(name));
        const reached = upTo < 0 ? asked : asked.slice(0, upTo + 1);
        const needs = {
          freeze: 'freeze',
          window: 'opening',
          policy: 'permission',
          pause: 'pause',
          hour: 'hour',
        };
        expect(read).toEqual(
          Object.entries(needs).flatMap(([name, fact]) => (reached.includes(name as Name) ? [fact] : [])),
        );
      }),
    ));
});

describe('a run that a gate does not let go on', () => {
  const end = (answer: Answer) => (answer.says === 'go' ? undefined : endBy(answer, usualTiming));

  test.each<[Name, object]>([
    ['throttle', { name: 'NotSent', status: 'failed', retry: true, next_try: undefined }],
    ['time left', { name: 'NotSent', status: 'failed', retry: true, next_try: undefined }],
    ['lease', { name: 'NotSent', status: 'failed', retry: true, next_try: undefined }],
    ['too late', { name: 'Expired', status: 'expired', retry: false }],
    ['freeze', { name: 'Held', status: 'held', code: 'frozen', retry: true, next_try: NOW + 9 }],
    ['window', { name: 'Held', status: 'held', code: 'window_closed', retry: true, next_try: NOW + 7 }],
    ['not before', { name: 'Held', status: 'held', code: undefined, retry: true, next_try: NOW + 1 }],
    ['deadline', { name: 'Expired', status: 'expired', retry: false }],
    ['policy', { name: 'Forbidden', status: 'forbidden', settles: false, outcomes: [] }],
    ['hour', { name: 'Held', status: 'held', retry: true, next_try: NOW + 5 }],
  ])('%s', (name, ending) => {
    const { because: message } = SHUT[name][1];
    expect(end(SHUT[name][1])).toMatchObject({ message, ...ending });
  });

  test('is asked again soon where nobody knows until when', () => {
    const before = Date.now();
    const { next_try = 0, name } = end(SHUT.pause[1]) ?? {};
    expect(name).toBe('Held');
    expect(next_try).toBeGreaterThanOrEqual(before + usualTiming.retry_least_ms);
    expect(next_try).toBeLessThanOrEqual(Date.now() + usualTiming.retry_least_ms);
  });
});
