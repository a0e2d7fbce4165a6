import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { liftPause, setPause } from '../../shared/ledger/pause.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { type Case, hotfix, patch, plugin, proxy } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { isClaim, isWrite } from '../world/gate.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const table = () => openTable(String(process.env.LEDGER_TABLE));
const pause = (operation = '*', reason = 'CHG-7 broke Redis') =>
  setPause(table(), { operation, at: '2024-10-30T01:59:00.000Z', by: 'alice@desk', reason });
const resume = (operation = '*') => liftPause(table(), operation);
const send = (one: Case = patch, fields: object = {}) =>
  world.service.invoke(
    one.operation,
    world.mail(one.operation, { ...one.intent, request_id: `r-${one.operation}`, ...fields }),
  );
const WORDS = 'everything is paused since 2024-10-30T01:59:00.000Z by alice@desk: CHG-7 broke Redis';
const sent = (one: Case = patch) => world.submissions(one).length;

describe('while everything is paused', () => {
  test.each([patch, proxy, plugin, hotfix])(
    '$operation is held with the words for it, and sent afterwards',
    async (one) => {
      await pause();
      const ran = await send(one);
      expect(ran).toMatchObject({
        again: false,
        dead: [],
        lines: [{ status: 'held', reason: WORDS, next_try: '2024-10-30T02:01:00.000Z', attempt: 1 }],
      });
      expect(ran.lines[0]?.outcomes).toMatchObject(
        one.targets.map((target) => ({ target, verdict: 'not_sent', reason: WORDS, retry: true })),
      );
      for (const minute of [1, 2.1, 3.2]) {
        at(minute);
        expect((await world.resume(one.operation)).lines).toMatchObject([
          { status: 'held', reason: WORDS, attempt: 1 },
        ]);
      }
      expect(sent(one)).toBe(0);
      await resume();
      at(5);
      expect((await world.resume(one.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
      expect(sent(one)).toBe(1);
    },
  );

  test('nothing is claimed only to hear of the pause', async () => {
    await pause();
    await send();
    at(2);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'held', reason: WORDS }]);
    expect(world.ledger.seen.filter(isClaim)).toEqual([]);
  });

  test('time goes on: what is over by the end is reported and never sent late', async () => {
    await pause();
    await send();
    at(61);
    const ran = await world.resume(patch.operation);
    expect(ran).toMatchObject({
      lines: [{ status: 'expired' }],
      dead: [{ attributes: { status: 'expired' } }],
    });
    await resume();
    at(70);
    expect(await world.service.sweep()).toMatchObject({ due: 0 });
    expect(sent()).toBe(0);
  });

  test('what was sent before is looked for, and what was accepted is followed', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
    expect((await send()).lines).toMatchObject([{ status: 'unknown' }]);
    await pause();
    at(3);
    const ran = await world.resume(patch.operation);
    expect(ran.lines).toMatchObject([{ status: 'accepted' }]);
    expect(sent()).toBe(1);
  });

  test('a dry run goes on, an intent of several calls is sent on, and a duplicate is told', async () => {
    await send();
    await pause();
    expect((await send(hotfix, { dry_run: true })).lines).toMatchObject([{ status: 'dry_run' }]);
    expect((await send()).lines).toMatchObject([{ status: 'duplicate' }]);
    const instance_ids = Array.from({ length: 12 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    const parent = await send(patch, { instance_ids, request_id: 'parent' });
    expect(parent.lines).toMatchObject([{ status: 'held' }]);
    const parts = await world.service.deliver(patch.operation);
    expect(parts.lines).toMatchObject([{ reason: WORDS }, { reason: WORDS }]);
    expect(sent()).toBe(1);
  });

  test('a target that was busy before keeps what it waited for until it is told of the pause', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    await send();
    await pause();
    at(2);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'held', reason: WORDS }]);
    expect(sent()).toBe(1);
  });
});

describe('while one operation is paused', () => {
  test('the others go on', async () => {
    await pause(patch.operation);
    expect((await send()).lines).toMatchObject([
      { status: 'held', reason: WORDS.replace('everything', patch.operation) },
    ]);
    expect((await send(hotfix)).lines).toMatchObject([{ status: 'accepted' }]);
    await resume();
    at(2);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'held' }]);
    await resume(patch.operation);
    at(4);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });
});

describe('a pause in the middle of a run', () => {
  test('keeps a request from leaving whose claim is on its way', async () => {
    const claiming = world.ledger.stop('there', isWrite);
    const running = send();
    await claiming.arrived;
    await pause();
    claiming.release();
    expect((await running).lines).toMatchObject([{ status: 'held', reason: WORDS }]);
    expect(sent()).toBe(0);
    expect((await world.entry('r-patch-databases'))?.targets).toMatchObject(
      Object.fromEntries(patch.targets.map((target) => [target, { state: 'waiting' }])),
    );
  });

  test('keeps a request from leaving whose claim was just written', async () => {
    const reading = world.ledger.stop(
      'there',
      ({ action, body }) =>
        action === 'GetItem' && body.includes('"pause"') && world.ledger.seen.some(isClaim),
    );
    const running = send();
    await reading.arrived;
    // Whoever pauses now sees the claim, and the run sees the pause.
    await pause();
    expect(Object.values((await world.entry('r-patch-databases'))?.targets ?? {})).toMatchObject([
      { state: 'submitting' },
      { state: 'submitting' },
    ]);
    reading.release();
    expect((await running).lines).toMatchObject([{ status: 'held', reason: WORDS }]);
    expect(sent()).toBe(0);
    await resume();
    at(2);
    // What was claimed and never left was no try.
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted', attempt: 1 }]);
    expect(sent()).toBe(1);
  });

  test('does not take back what is on the wire, and nothing leaves after it', async () => {
    const calling = world.gemini.stop('there', ({ method }) => method === 'POST');
    const running = send();
    await calling.arrived;
    await pause();
    const others = [hotfix, proxy, plugin].map((one) => send(one));
    for (const other of others) expect((await other).lines).toMatchObject([{ status: 'held' }]);
    calling.release();
    expect((await running).lines).toMatchObject([{ status: 'accepted' }]);
    expect([patch, hotfix, proxy, plugin].map(sent)).toEqual([1, 0, 0, 0]);
  });

  test('of twenty requests lets only those go that had looked before', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `${String(i).padStart(32, '0')}in13`);
    for (const id of ids) {
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
    }
    const looked = () => world.ledger.seen.filter(({ body }) => body.includes('"pause"')).length;
    const running = ids.map((id) => send(patch, { instance_ids: [id], request_id: id }));
    while (looked() < 5) await new Promise((resolve) => setImmediate(resolve));
    await pause();
    const before = looked();
    const statuses = (await Promise.all(running)).map(({ lines }) => lines[0]?.status);
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(sent());
    expect(sent()).toBeLessThanOrEqual(before);
    expect(statuses.filter((status) => status === 'held').length).toBe(20 - sent());
    const more = sent();
    await resume();
    at(3);
    await world.service.sweep();
    await world.service.deliver(patch.operation);
    expect(sent()).toBe(20);
    expect(more).toBeLessThan(20);
  });
});

describe('when nobody can tell whether there is a pause', () => {
  test.each(['down', 'lost'] as const)('nothing is sent (%s)', async (kind) => {
    world.ledger.break(kind, ({ action, body }) => action === 'GetItem' && body.includes('"pause"'));
    const ran = await send();
    expect(ran.lines).toMatchObject([{ status: 'held' }]);
    expect(sent()).toBe(0);
    world.ledger.clear();
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('nothing is sent while the item cannot be read', async () => {
    await table().put(
      { pk: 'pause', version: 1, write_id: 'w', doc: '{', expires_at: 4_102_444_800 },
      'nothing',
    );
    expect((await send()).lines).toMatchObject([
      { status: 'held', reason: 'the ledger item that tells of a pause cannot be read: nothing is sent' },
    ]);
    expect(sent()).toBe(0);
    // The sweep says so, and goes on: what was sent before has to be followed.
    at(3);
    expect(await world.service.sweep()).toMatchObject({
      queued: 1,
      failures: ['the ledger item that tells of a pause cannot be read: nothing is sent'],
    });
  });
});

describe('the item', () => {
  test('keeps who paused first, and nothing of two who pause at once is lost', async () => {
    await pause();
    const second = { operation: '*', at: 'later', by: 'bob', reason: 'other' };
    expect(await setPause(table(), second)).toMatchObject([{ by: 'alice@desk' }]);
    await Promise.all(
      [patch, hotfix, proxy, plugin].map(({ operation }) => setPause(table(), { ...second, operation })),
    );
    expect((await setPause(table(), second)).map(({ operation }) => operation).sort()).toEqual(
      ['*', patch.operation, hotfix.operation, proxy.operation, plugin.operation].sort(),
    );
  });

  test('does not expire while it says that something is paused', async () => {
    await pause();
    const item = (await world.items()).find(({ pk }) => pk?.S === 'pause');
    expect(Number(item?.expires_at?.N) * 1000).toBeGreaterThan(Date.parse('2090-01-01'));
  });

  test('holds no secret that somebody gave as a reason', async () => {
    await pause('*', 'see https://host/x?token=abcdefgh and {"password":"hunter2hunter2"}');
    const stored = JSON.stringify(await world.items());
    expect(stored).not.toMatch(/abcdefgh|hunter2/);
  });
});
