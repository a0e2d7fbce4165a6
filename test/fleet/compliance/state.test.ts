import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../../functions/catalog.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import { type Known, type Membership, stateOf } from '../../../shared/fleet/compliance/state.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { cannotTell, type Match, NO, YES } from '../../../shared/fleet/selectors/match.ts';
import type { Offer } from '../../../shared/terms/offer.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { fleetText } from '../example.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOTFIX = 'schedule-hotfix-upgrade';
const UNTAGGED = 'its tags were not read';

/** A fleet as fleets.yml would give it. */
const fleetOf = (changes: Record<string, string>): Fleet => {
  const { gemini } = compileFleets([{ name: 'fleets.yml', text: fleetText(changes) }], {
    operations: catalog,
    now: NOW,
  });
  if (!gemini) throw new Error('no fleet');
  return gemini;
};
const [plain, prompt, slow, picky, fixed] = [
  fleetOf({}),
  fleetOf({ overdue: 'P10D' }),
  fleetOf({ overdue: 'P30D' }),
  fleetOf({ take: `{ ${HOTFIX}: { min_age: P7D, never: ['3.0.2'] } }`, overdue: 'P10D' }),
  fleetOf({ take: `{ ${HOTFIX}: { min_age: P7D, versions: ['3.0.1'] } }` }),
] as const;
const member = (fleet: Fleet, match: Match = YES, name = 'monthly'): Membership => ({ name, fleet, match });
const offer = (more: Partial<Offer> = {}): Offer => ({
  target: 'a',
  unread: [],
  patch: true,
  available: '3.0.1,3.0.2',
  ...more,
});
const known = (more: Partial<Known> = {}): Known => ({
  read_at: NOW - 60_000,
  offered: [{ operation: HOTFIX, offer: offer() }],
  first_seen: { '3.0.1': NOW - 20 * DAY, '3.0.2': NOW - 5 * DAY },
  fleets: [member(plain)],
  ...more,
});
const nothing = [{ operation: HOTFIX, offer: { target: 'a', unread: [], patch: false } }];
const unread = (...names: string[]) => [{ operation: HOTFIX, offer: { target: 'a', unread: names } }];
const newest = [{ operation: HOTFIX, offer: offer({ available: '3.0.2' }) }];
const maybe = cannotTell(UNTAGGED);

describe('a target', () => {
  const cases: readonly (readonly [string, Known, string, number?])[] = [
    ['with nothing newer', known({ offered: nothing }), 'up_to_date'],
    ['with something newer, since the oldest of it was seen', known(), 'due', 20],
    ['in no fleet', known({ fleets: [] }), 'due', 20],
    ['due for longer than its fleet lets pass', known({ fleets: [member(prompt)] }), 'overdue', 20],
    ['due for less long than that', known({ fleets: [member(slow)] }), 'due', 20],
    [
      'due for exactly as long',
      known({ fleets: [member(prompt)], offered: newest, first_seen: { '3.0.2': NOW - 10 * DAY } }),
      'due',
      10,
    ],
    ['of two fleets, by the less patient', known({ fleets: [member(slow), member(prompt)] }), 'overdue', 20],
    ['not in a fleet that would not wait', known({ fleets: [member(plain), member(prompt, NO)] }), 'due', 20],
    [
      'whose fleet never brings what is newer',
      known({ fleets: [member(picky)], offered: newest }),
      'up_to_date',
    ],
    [
      'whose fleet never brings what has long been there',
      known({ fleets: [member(picky)], offered: newest, first_seen: { '3.0.2': NOW - 20 * DAY } }),
      'up_to_date',
    ],
    [
      'offered since nobody knows when, not in the fleet that would not wait',
      known({ fleets: [member(plain), member(prompt, NO)], first_seen: {} }),
      'due',
    ],
    ['whose fleet never brings the newest', known({ fleets: [member(picky)] }), 'overdue', 20],
    [
      'whose fleet brings one version only',
      known({ fleets: [member(fixed)], offered: newest }),
      'up_to_date',
    ],
    [
      'where another fleet brings it',
      known({ fleets: [member(picky), member(plain)], offered: newest }),
      'due',
      5,
    ],
    [
      'whose fleet says nothing of the operation',
      known({ fleets: [member(picky)], offered: [{ operation: 'upgrade-proxy-version', offer: offer() }] }),
      'overdue',
      20,
    ],
    [
      'with a patch that has no version',
      known({
        offered: [{ operation: 'patch-databases', offer: offer({ available: 'latest patch' }) }],
        first_seen: { 'latest patch': NOW - DAY },
      }),
      'due',
      1,
    ],
    ['offered since nobody knows when, and nothing is ever overdue', known({ first_seen: {} }), 'due'],
    ['that changed before it was read', known({ offered: nothing, changed_at: NOW - DAY }), 'up_to_date'],
  ];
  test.each(cases)('%s', (...[, facts, state, days]) => {
    expect(stateOf(facts, NOW)).toEqual({
      state,
      ...(days !== undefined && { since: NOW - days * DAY }),
      why: [],
    });
  });

  const unclear: readonly (readonly [string, Known, string])[] = [
    [
      'that could not be read',
      known({ unread: 'the place could not be read' }),
      'the place could not be read',
    ],
    [
      'of which an offer could not be read',
      known({ offered: unread('offered hot patches') }),
      'not read: offered hot patches',
    ],
    [
      'of which nothing says whether something waits',
      known({ offered: unread() }),
      'not read: whether something newer waits',
    ],
    ['that nothing is ever offered for', known({ offered: [] }), 'nothing shows what it could get'],
    [
      'that changed since it was read',
      known({ offered: nothing, changed_at: NOW }),
      'it changed after it was read',
    ],
    [
      'that may be overdue',
      known({ fleets: [member(prompt)], first_seen: {} }),
      'not known: since when 3.0.1 is offered; not known: since when 3.0.2 is offered',
    ],
    [
      'that may be in an impatient fleet',
      known({ fleets: [member(plain), member(prompt, maybe)] }),
      UNTAGGED,
    ],
    [
      'that may be in the only fleet, which never brings it',
      known({ fleets: [member(picky, maybe)], offered: newest }),
      UNTAGGED,
    ],
    [
      'with nothing newer of one kind, and another unread',
      known({ offered: [...nothing, ...unread('proxies')] }),
      'not read: proxies',
    ],
  ];
  test.each(unclear)('%s is not known', (_title, facts, why) => {
    const { state, why: reasons } = stateOf(facts, NOW);
    expect([state, reasons.join('; ')]).toEqual(['not_known', why]);
  });
});

const version = fc.constantFrom('3.0.1', '3.0.2');
const operation = fc.constantFrom(HOTFIX, 'upgrade-proxy-version');
const offered = fc.record({
  operation,
  offer: fc.oneof(
    fc.constant({ target: 'a', unread: [], patch: false }),
    fc.uniqueArray(version, { minLength: 1 }).map((some) => offer({ available: some.join(',') })),
  ),
});
const facts: fc.Arbitrary<Known> = fc.record({
  read_at: fc.constant(NOW),
  offered: fc.array(offered, { minLength: 1, maxLength: 2 }),
  first_seen: fc.record({
    '3.0.1': fc.constantFrom(NOW - 40 * DAY, NOW - 20 * DAY),
    '3.0.2': fc.constantFrom(NOW - 20 * DAY, NOW - DAY),
  }),
  fleets: fc.array(
    fc.record({
      name: fc.constant('a'),
      fleet: fc.constantFrom(plain, prompt, slow, picky, fixed),
      match: fc.constantFrom(YES, NO),
    }),
    { maxLength: 3 },
  ),
});
/** What of it is not known. */
const loss = fc.record({
  seen: fc.subarray(['3.0.1', '3.0.2']),
  fleets: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  offers: fc.array(fc.boolean(), { minLength: 2, maxLength: 2 }),
});

describe('what is not known', () => {
  const lose = (
    whole: Known,
    { seen, fleets, offers }: { seen: string[]; fleets: boolean[]; offers: boolean[] },
  ) => ({
    ...whole,
    first_seen: Object.fromEntries(Object.entries(whole.first_seen).filter(([name]) => !seen.includes(name))),
    fleets: whole.fleets.map((one, index) => (fleets[index] ? { ...one, match: maybe } : one)),
    offered: whole.offered.map((one, index) =>
      offers[index] ? { ...one, offer: { target: 'a', unread: ['x'] } } : one,
    ),
  });

  test('never makes another state than all that is known would', () => {
    fc.assert(
      fc.property(facts, loss, (whole, losing) => {
        const { state } = stateOf(lose(whole, losing), NOW);
        return state === 'not_known' || state === stateOf(whole, NOW).state;
      }),
      { numRuns: 5000 },
    );
  });

  test('is told with a reason, and what is known needs none', () => {
    fc.assert(
      fc.property(facts, loss, (whole, losing) => {
        const { state, why } = stateOf(lose(whole, losing), NOW);
        return (state === 'not_known') === why.length > 0;
      }),
    );
  });
});
