import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ALICE, MALLORY, OWN_ROLE, policyText, ruleFor } from '../policy/rules.ts';
import { packageCalendar } from '../world/calendar.ts';
import { type Case, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { isClaim } from '../world/gate.ts';
import { triggers } from '../world/triggers.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

/** The world begins at 02:00; with more, a freeze holds only there. */
const frozen = (from: string, to: string, more = '') =>
  packageCalendar(`
freezes:
  month-end: { from: 2024-10-30T${from}, to: 2024-10-30T${to}, time_zone: UTC, because: books are closed${more} }
`);
const HOLDS = 'freeze month-end holds until 2024-10-30T02:30:00Z: books are closed';
const send = (one: Case, fields: object = {}, senderId = ALICE) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, request_id: `r-${one.operation}`, ...fields }, { senderId }),
  );
const held = (reason: string, next: string) => ({
  again: false,
  dead: [],
  lines: [{ status: 'held', reason, next_try: `2024-10-30T${next}.000Z` }],
});
const refused = (reason: string) => ({
  again: false,
  dead: [{ attributes: { status: 'expired' } }],
  lines: [{ status: 'expired', reason: `${reason}; nothing was sent` }],
});

describe('in a freeze', () => {
  test.each([patch, proxy, plugin])('$operation is held until its end, and sent then', async (one) => {
    frozen('01:00', '02:30');
    const ran = await send(one);
    expect(ran).toMatchObject(held(HOLDS, '02:30:00'));
    expect(ran.lines[0]?.outcomes).toMatchObject(
      one.targets.map((target) => ({ target, verdict: 'not_sent', code: 'frozen', retry: true })),
    );
    at(29.9);
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
    expect(world.submissions()).toEqual([]);
    at(30);
    expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
    expect(world.submissions()).toHaveLength(1);
  });

  test.each(triggers)('what a %s brings is held, too, and costs no login', async (way) => {
    world.freshUser();
    frozen('01:00', '02:30');
    const before = world.tokenRequests();
    const ran = await world.service.fire(way, patch.operation, patch.intent);
    expect(ran.lines).toMatchObject([{ status: 'held', reason: HOLDS }]);
    expect(world.tokenRequests()).toBe(before);
  });

  test('without a ledger the queue keeps it, and nothing is sent', async () => {
    frozen('01:00', '02:30');
    world.set({ LEDGER_TABLE: undefined });
    const ran = await send(patch);
    expect(ran).toMatchObject({ again: true, dead: [], lines: [{ status: 'held', reason: HOLDS }] });
    expect(world.submissions()).toEqual([]);
  });

  test('what cannot wait for its end is refused at once, with a code of its own', async () => {
    frozen('01:00', '03:30');
    const ran = await send(patch);
    const reason =
      'freeze month-end holds until 2024-10-30T03:30:00Z: books are closed; it may be sent until 2024-10-30T03:00:00Z only';
    expect(ran).toMatchObject(refused(reason));
    expect(ran.lines[0]?.outcomes).toMatchObject(
      patch.targets.map((target) => ({ target, verdict: 'not_sent', code: 'frozen' })),
    );
    expect((await world.entry('r-patch-databases'))?.expired).toBe(true);
    const longer = await send(patch, { request_id: 'longer', not_after: 'PT90M' });
    expect(longer.lines).toMatchObject([{ status: 'held', next_try: '2024-10-30T03:30:00.000Z' }]);
  });

  test('what may be sent later only is refused before that time comes', async () => {
    frozen('03:00', '06:00');
    const times = { not_before: '2024-10-30T04:00:00Z', not_after: '2024-10-30T05:00:00Z' };
    expect((await send(patch, times)).lines).toMatchObject([
      { status: 'expired', outcomes: [{ code: 'frozen' }, { code: 'frozen' }] },
    ]);
    const later = { not_before: '2024-10-30T05:30:00Z', not_after: '2024-10-30T08:00:00Z' };
    expect((await send(patch, { ...later, request_id: 'later' })).lines).toMatchObject([
      { status: 'held', next_try: '2024-10-30T06:00:00.000Z' },
    ]);
  });

  test('what is too late anyway is told that', async () => {
    frozen('01:00', '06:00');
    const over = { not_after: '2024-10-30T01:59:00Z' };
    expect((await send(patch, over)).lines).toMatchObject([
      { status: 'expired', reason: expect.stringMatching(/^not_after, .* is past/) },
    ]);
  });

  test('in another project or region nothing is held', async () => {
    frozen('01:00', '02:30', ', projects: ["0123456789abcdef0123456789abcdef"]');
    expect((await send(patch)).lines).toMatchObject([{ status: 'accepted' }]);
    frozen('01:00', '02:30', ', regions: [eu-west-0]');
    expect((await send(proxy)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('what was sent before is looked for and followed, a duplicate is told, a dry run says what holds it', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
    expect((await send(patch)).lines).toMatchObject([{ status: 'unknown' }]);
    frozen('01:00', '02:30');
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    expect((await send(patch)).lines).toMatchObject([{ status: 'duplicate' }]);
    expect(world.submissions(patch)).toHaveLength(1);
    const [line] = (await send(proxy, { dry_run: true })).lines;
    expect(line).toMatchObject({
      status: 'dry_run',
      outcomes: [{ reason: `dry run: nothing was sent; it would be held now: ${HOLDS}` }],
    });
    expect(line?.calls).toHaveLength(1);
  });
});

describe('work that would last into a freeze', () => {
  test('waits for its end', async () => {
    frozen('02:29', '02:50');
    const reason =
      'the work may last until 2024-10-30T02:30:00Z, and freeze month-end holds from 2024-10-30T02:29:00Z to 2024-10-30T02:50:00Z: books are closed';
    expect(await send(patch)).toMatchObject(held(reason, '02:50:00'));
  });

  test('is sent where it ends as the freeze begins', async () => {
    frozen('02:30', '02:50');
    expect((await send(patch)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('waits for the last of several between which it finds no room', async () => {
    packageCalendar(`
freezes:
  first: { from: 2024-10-30T01:00, to: 2024-10-30T02:10, time_zone: UTC, because: one }
  second: { from: 2024-10-30T02:30, to: 2024-10-30T02:40, time_zone: UTC, because: two }
`);
    expect((await send(patch)).lines).toMatchObject([
      {
        status: 'held',
        reason: 'freeze first holds until 2024-10-30T02:10:00Z: one',
        next_try: '2024-10-30T02:40:00.000Z',
      },
    ]);
  });
});

describe('of what the cloud starts by itself', () => {
  test('the sending waits for the end of a freeze, if that is before the start', async () => {
    frozen('01:00', '02:30');
    expect(await send(hotfix)).toMatchObject(
      held(`start_time is 2024-10-30T04:00:00Z, and ${HOLDS}`, '02:30:00'),
    );
    at(30);
    expect((await world.resume(hotfix.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test.each([
    ['lies in a freeze', '03:59', '05:30'],
    ['comes before work that lasts into one', '04:59', '05:30'],
    ['comes as the freeze ends in which it would be sent', '01:00', '04:00'],
  ])('a start that %s is refused at once: it cannot get better', async (_, from, to) => {
    frozen(from, to);
    const ran = await send(hotfix, { not_after: 'P2D' });
    expect(ran).toMatchObject({
      dead: [{ attributes: { status: 'expired' } }],
      lines: [
        {
          status: 'expired',
          reason: expect.stringMatching(
            /^start_time is 2024-10-30T04:00:00Z, and freeze month-end holds .*; nothing was sent$/,
          ),
          outcomes: hotfix.targets.map((target) => ({ target, code: 'frozen' })),
        },
      ],
    });
  });

  test.each([
    ['between sending and start', '03:00', '03:30'],
    ['after the work', '05:00', '05:30'],
    ['right up to the start', '03:00', '04:00'],
  ])('a freeze %s holds nothing', async (_, from, to) => {
    frozen(from, to);
    expect((await send(hotfix)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

test.each([
  ['while the claim is written', isClaim],
  ['while the instance is looked at', undefined],
])('a freeze that begins %s still keeps it from being sent', async (_, match) => {
  frozen('02:30', '02:50');
  world.set({ PREFLIGHT: 'on' });
  const gate = match ? world.ledger : world.gemini;
  const stop = gate.stop('back', match ?? (() => true));
  const running = send(patch);
  await stop.arrived;
  at(1);
  stop.release();
  expect((await running).lines).toMatchObject([
    {
      status: 'held',
      next_try: '2024-10-30T02:50:00.000Z',
      outcomes: [{ code: 'frozen' }, { code: 'frozen' }],
    },
  ]);
  expect(world.submissions()).toEqual([]);
  at(50);
  expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
});

describe('a rule of the policy', () => {
  const allow = (rules: Parameters<typeof policyText>[0]) =>
    world.set({ OWN_SENDERS: `${OWN_ROLE},000000000000`, POLICY: policyText(rules) });
  const lifting = { during_freezes: ['month-end'] };

  test('lifts the freezes that it names for those whom it names, and no others', async () => {
    allow({
      urgent: ruleFor(`queue:${ALICE}`, patch, lifting),
      usual: ruleFor('queue:*', patch),
    });
    frozen('01:00', '02:30');
    expect((await send(patch)).lines).toMatchObject([{ status: 'accepted' }]);
    const other = await send(
      patch,
      { request_id: 'other', instance_ids: ['f'.repeat(32).concat('in13')] },
      MALLORY,
    );
    expect(other.lines).toMatchObject([{ status: 'held', reason: HOLDS }]);
    packageCalendar(`
freezes:
  month-end: { from: 2024-10-30T01:00, to: 2024-10-30T02:30, time_zone: UTC, because: books are closed }
  peak: { from: 2024-10-30T01:00, to: 2024-10-30T02:40, time_zone: UTC, because: peak trade }
`);
    expect((await send(patch, { request_id: 'third' })).lines).toMatchObject([
      { status: 'held', reason: 'freeze peak holds until 2024-10-30T02:40:00Z: peak trade' },
    ]);
  });

  test('of today decides for what is held, by whoever brought it first', async () => {
    allow({ usual: ruleFor('queue:*', patch) });
    frozen('01:00', '02:30');
    await send(patch, { not_after: 'PT3H' });
    allow({
      urgent: ruleFor(`queue:${MALLORY}`, patch, lifting),
      usual: ruleFor('queue:*', patch),
    });
    frozen('01:00', '02:50');
    at(31);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { status: 'held', next_try: '2024-10-30T02:50:00.000Z' },
    ]);
    allow({ urgent: ruleFor(`queue:${ALICE}`, patch, lifting) });
    frozen('01:00', '03:10');
    at(51);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('is the only way: an intent that asks for it is invalid', async () => {
    frozen('01:00', '02:30');
    expect((await send(patch, lifting)).lines).toMatchObject([
      { status: 'invalid', faults: [{ path: 'during_freezes' }] },
    ]);
  });

  test('counts nothing for the hour of what a freeze holds', async () => {
    allow({ few: ruleFor('queue:*', patch, { max_targets_per_hour: 2 }) });
    frozen('01:00', '02:30');
    await send(patch);
    at(30);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('a calendar that cannot be read', () => {
  test('lets nothing be sent, and says what is missing', async () => {
    world.set({ CALENDAR_HASH: '0'.repeat(64) });
    expect((await send(patch)).lines).toMatchObject([
      { status: 'held', reason: expect.stringMatching(/^calendar.json is /) },
    ]);
    expect(world.submissions()).toEqual([]);
  });

  test('in a region whose time zone nobody knows lets nothing be sent either', async () => {
    packageCalendar(`
freezes:
  month-end: { from: 2024-12-30T01:00, to: 2024-12-30T02:30, time_zone: of-region, because: books are closed }
`);
    world.set({ HW_ENDPOINTS: JSON.stringify({ 'xx-nowhere-1': world.cloud.endpoints }) });
    expect((await send(patch, { region: 'xx-nowhere-1' })).lines).toMatchObject([
      { status: 'held', reason: expect.stringContaining('no time zone is known for xx-nowhere-1') },
    ]);
    expect(world.submissions()).toEqual([]);
  });
});
