import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { packageCalendar } from '../world/calendar.ts';
import { type Case, hotfix, patch, proxy } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { triggers } from '../world/triggers.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  packageCalendar(`
windows:
  nights: { days: every, from: '03:00', for: PT2H, time_zone: UTC }
  early: { days: every, from: '01:00', for: PT80M, time_zone: UTC }
  minutes: { days: every, from: '03:00', for: PT20M, time_zone: UTC }
  elsewhere: { days: every, from: '03:00', for: PT2H, time_zone: UTC, regions: [eu-west-0] }
`);
});
afterAll(() => world.close());

/** The world begins at 02:00, and a patch or a proxy is taken to last 30 minutes, a hotfix 60. */
const send = (one: Case, fields: object) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, request_id: 'r', ...fields }),
  );
const lines = async (one: Case, fields: object) => (await send(one, fields)).lines;

describe('a window of the calendar', () => {
  test.each(triggers)('holds what a %s brings until it opens, and is good until it closes', async (way) => {
    const first = await world.service.fire(way, patch.operation, { ...patch.intent, window: 'nights' });
    expect(first.lines).toMatchObject([
      {
        status: 'held',
        reason: 'waits for window nights, open from 2024-10-30T03:00:00Z to 2024-10-30T05:00:00Z',
        next_try: '2024-10-30T03:00:00.000Z',
        outcomes: patch.targets.map((target) => ({ target, code: 'window_closed', retry: true })),
      },
    ]);
    at(60);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('that is over leaves the intent expired, not sent in the next', async () => {
    await send(patch, { window: 'nights' });
    at(151);
    expect(await world.resume(patch.operation)).toMatchObject({
      lines: [{ status: 'expired', outcomes: [{ code: 'window_closed' }, { code: 'window_closed' }] }],
      dead: [{}],
    });
    expect(world.submissions()).toEqual([]);
  });

  test('with too little left is waited for again', async () => {
    expect(await lines(patch, { window: 'early' })).toMatchObject([
      { status: 'held', next_try: '2024-10-31T01:00:00.000Z' },
    ]);
  });

  test('with a later not_after is waited for again and again', async () => {
    await send(patch, { window: 'nights', not_after: 'P2D' });
    at(151);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { status: 'held', next_try: '2024-10-31T03:00:00.000Z' },
    ]);
  });

  test.each([
    ['an earlier not_after', { window: 'nights', not_after: 'PT30M' }],
    ['an earlier ends_by', { window: 'nights', ends_by: 'PT89M' }],
    ['work that fits into no opening', { window: 'minutes' }],
  ])('is refused at once with %s', async (_, fields) => {
    expect(await send(patch, fields)).toMatchObject({
      lines: [{ status: 'expired', outcomes: [{ code: 'window_closed' }, { code: 'window_closed' }] }],
    });
  });

  test.each(['morning', 'elsewhere'])('that is not there (%s) makes an intent invalid', async (window) => {
    const [line] = await lines(patch, { window });
    expect(line).toMatchObject({ status: 'invalid', faults: [{ path: 'window' }] });
    expect(line?.faults?.[0]?.message).toContain('(own, nights, early, minutes)');
  });

  test('is asked about both moments of a hotfix', async () => {
    expect(await lines(hotfix, { window: 'nights', start_time: '2024-10-30T04:00:00Z' })).toMatchObject([
      { status: 'held', next_try: '2024-10-30T03:00:00.000Z' },
    ]);
    for (const start_time of ['2024-10-30T04:01:00Z', '2024-10-30T03:00:00Z', '2024-10-30T05:30:00Z']) {
      expect(await lines(hotfix, { window: 'nights', start_time, request_id: start_time })).toMatchObject([
        { status: 'expired', outcomes: [{ code: 'window_closed' }, { code: 'window_closed' }] },
      ]);
    }
  });

  test('opens again for what a person gives more time', async () => {
    await send(patch, { window: 'nights' });
    at(151);
    await world.resume(patch.operation);
    const attributes = { request_id: 'r', resumed: 'yes', extend: 'yes' };
    const ran = await world.service.invoke(
      patch.operation,
      world.mail(patch.operation, { project_id: patch.intent.project_id }, { attributes }),
    );
    expect(ran.lines).toMatchObject([{ status: 'held', next_try: '2024-10-31T03:00:00.000Z' }]);
  });
});

describe("the instance's own window", () => {
  const show = (id: string, maintenance_window: string) => {
    for (const one of world.cloud.state.instances.values())
      if (one.id === id) one.maintenance_window = maintenance_window;
  };

  test('is looked at even with PREFLIGHT=off, and each target waits for its own', async () => {
    const [first = '', second = ''] = patch.targets;
    show(first, '02:00-06:00');
    show(second, '06:00-10:00');
    const [line] = await lines(patch, { window: 'own' });
    expect(line?.outcomes).toMatchObject([
      { target: first, verdict: 'accepted' },
      { target: second, verdict: 'not_sent', code: 'window_closed', retry: true },
    ]);
    expect(line).toMatchObject({ next_try: '2024-10-30T06:00:00.000Z' });
    at(240);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    expect(world.submissions()).toHaveLength(2);
  });

  test('of an instance of TaurusDB is read of it alone', async () => {
    show(String(proxy.intent.instance_id), '22:00-02:00');
    expect(await lines(proxy, { window: 'own' })).toMatchObject([
      { status: 'held', next_try: '2024-10-30T22:00:00.000Z', outcomes: [{ code: 'window_closed' }] },
    ]);
  });

  test('that cannot be read keeps everything from being sent', async () => {
    for (const id of patch.targets) show(id, 'whenever');
    expect(await lines(patch, { window: 'own' })).toMatchObject([
      { status: 'held', outcomes: [{ code: 'window_closed', retry: true }, { code: 'window_closed' }] },
    ]);
    expect(world.submissions()).toEqual([]);
  });

  test('with an earlier not_after refuses for good', async () => {
    for (const id of patch.targets) show(id, '06:00-10:00');
    expect(await lines(patch, { window: 'own', not_after: 'PT2H' })).toMatchObject([
      { status: 'rejected', outcomes: [{ code: 'window_closed' }, { code: 'window_closed' }] },
    ]);
  });
});
