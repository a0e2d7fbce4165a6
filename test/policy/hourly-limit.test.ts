import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import type { Ran } from '../world/service.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { ALICE, OWN_ROLE, policyText, ruleFor } from './rules.ts';

const LIMIT = 10;

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  const few = ruleFor('queue:*', patch, { max_targets_per_hour: LIMIT });
  world.set({ OWN_SENDERS: `${OWN_ROLE},000000000000`, POLICY: policyText({ few }) });
  for (let i = 0; i < 60; i++) addInstance(idOf(i));
});
afterAll(() => world.close());

const idOf = (index: number) => `${String(index).padStart(32, '0')}in13`;
const addInstance = (id: string) =>
  world.cloud.state.addInstance({ id, service: 'geminidb', project_id: String(patch.intent.project_id) });
const send = (index: number, { ids = [idOf(index)], fields = {} as object } = {}): Promise<Ran> => {
  const intent = { ...patch.intent, instance_ids: ids, request_id: `r${index}`, ...fields };
  return world.service.invoke(patch.operation, world.mail(patch.operation, intent, { senderId: ALICE }));
};
const statusOf = ({ lines }: Ran) => lines[0]?.status;
const targetsSent = () =>
  world.submissions(patch).flatMap((body) => JSON.parse(body).instance_ids as string[]);
const REASON = `queue ${ALICE}: rule few, field max_targets_per_hour: ${LIMIT} were sent within the hour`;

describe('an hour of a rule', () => {
  test('is full after so many targets; what comes then is forbidden, dead-lettered and not stored', async () => {
    const two = Array.from({ length: LIMIT / 2 }, (_, i) => [idOf(2 * i), idOf(2 * i + 1)]);
    for (const [index, ids] of two.entries()) expect(statusOf(await send(index, { ids }))).toBe('accepted');
    const ran = await send(50);
    expect(ran).toMatchObject({ again: false, lines: [{ status: 'forbidden', reason: REASON }] });
    expect(ran.dead).toMatchObject([
      { attributes: { status: 'forbidden', reason: REASON, request_id: 'r50' } },
    ]);
    expect(await world.entry('r50')).toBeUndefined();
    expect(targetsSent()).toHaveLength(LIMIT);
  });

  test('is any sixty minutes, not one of the clock', async () => {
    at(50);
    for (let i = 0; i < LIMIT; i++) await send(i);
    for (const minute of [61, 109.9]) {
      at(minute);
      expect(statusOf(await send(50))).toBe('forbidden');
    }
    at(110.1);
    expect(statusOf(await send(50))).toBe('accepted');
  });

  test('counts a request once, however often it is delivered', async () => {
    for (let i = 0; i < LIMIT - 1; i++) await send(i);
    for (let times = 0; times < 5; times++) await send(0);
    expect(statusOf(await send(50))).toBe('accepted');
    expect(statusOf(await send(51))).toBe('forbidden');
    expect(statusOf(await send(0))).toBe('duplicate');
  });

  test('counts what the cloud put off once, and lets it go on', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    expect(statusOf(await send(0))).toBe('held');
    for (let i = 1; i < LIMIT; i++) await send(i);
    expect(statusOf(await send(50))).toBe('forbidden');
    at(3);
    expect((await world.resume(patch.operation)).lines).toMatchObject([
      { status: 'accepted', request_id: 'r0' },
    ]);
  });

  test('counts what was put off from the time it was sent, not from its first try', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    expect(statusOf(await send(0))).toBe('held');
    at(30);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
    const ids = Array.from({ length: LIMIT }, (_, i) => idOf(i + 10));
    at(89.9);
    expect(statusOf(await send(50, { ids }))).toBe('forbidden');
    at(90.1);
    expect(statusOf(await send(50, { ids }))).toBe('accepted');
  });

  test('keeps counting what was sent of a request of which the rest is sent later', async () => {
    world.set({ PREFLIGHT: 'on' });
    world.cloud.state.change(idOf(0), { actions: ['BACKUP'] });
    const ids = Array.from({ length: 8 }, (_, i) => idOf(i));
    expect(statusOf(await send(0, { ids }))).toBe('partial');
    world.cloud.state.change(idOf(0), { actions: [] });
    at(5);
    await world.resume(patch.operation);
    expect(targetsSent()).toHaveLength(8);
    const three = [idOf(20), idOf(21), idOf(22)];
    expect(statusOf(await send(50, { ids: three }))).toBe('forbidden');
    expect(statusOf(await send(51, { ids: three.slice(1) }))).toBe('accepted');
    expect(targetsSent()).toHaveLength(LIMIT);
  });

  test('has room again when the oldest of it are over, as many as it takes', async () => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'busy' } });
    const fields = { not_before: 'PT40M', not_after: 'PT3H' };
    await send(50, { fields });
    await send(51, { fields, ids: [idOf(51), idOf(52)] });
    await send(0);
    at(5);
    await send(1);
    at(10);
    for (let i = 2; i < LIMIT; i++) await send(i);
    // The first that was counted is now the last to leave the hour.
    at(30);
    await world.resume(patch.operation);
    at(40);
    const { lines } = await world.resume(patch.operation);
    expect(Object.fromEntries(lines.map(({ request_id, next_try }) => [request_id, next_try]))).toEqual({
      r50: '2024-10-30T03:05:00.000Z',
      r51: '2024-10-30T03:10:00.000Z',
    });
  });

  test('is not forgotten by the ledger before it is over', async () => {
    await send(0);
    const item = (await world.items()).find(({ pk }) => pk?.S?.startsWith('hour#'));
    expect(Number(item?.expires_at?.N) * 1000).toBeGreaterThan(Date.now() + 60 * MINUTE);
  });

  test('keeps waiting what was in the ledger before it was full', async () => {
    const later = await send(50, { fields: { not_before: 'PT10M' } });
    expect(statusOf(later)).toBe('held');
    for (let i = 0; i < LIMIT; i++) await send(i);
    at(10);
    const ran = await world.resume(patch.operation);
    expect(ran).toMatchObject({
      dead: [],
      lines: [{ status: 'held', next_try: '2024-10-30T03:00:00.000Z' }],
    });
    expect(targetsSent()).toHaveLength(LIMIT);
    at(60);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test('is counted call by call where an intent needs several', async () => {
    world.set({ OWN_SENDERS: undefined });
    world.set({ POLICY: policyText({ more: ruleFor('queue:*', patch, { max_targets_per_hour: 15 }) }) });
    const ids = Array.from({ length: 15 }, (_, i) => idOf(i));
    await send(40);
    expect(statusOf(await send(0, { ids }))).toBe('held');
    const parts = await world.service.deliver(patch.operation);
    expect(parts.lines.map(({ status }) => status).sort()).toEqual(['accepted', 'forbidden']);
    expect([6, 11]).toContain(targetsSent().length);
  });

  test.each([
    ['another rule', { other: ruleFor('queue:AROAOPERATORSROLE0001:*', patch, { max_targets_per_hour: 1 }) }],
    ['no limit', { other: ruleFor('queue:AROAOPERATORSROLE0001:*') }],
  ])('does not concern %s', async (_title, rules) => {
    for (let i = 0; i < LIMIT; i++) await send(i);
    world.set({ POLICY: policyText(rules) });
    expect(statusOf(await send(50))).toBe('accepted');
  });

  test('is not spent by a pause', async () => {
    const { setPause, liftPause } = await import('../../shared/ledger/pause.ts');
    const { openTable } = await import('../../shared/platform/aws/table.ts');
    const table = openTable(String(process.env.LEDGER_TABLE));
    await setPause(table, { operation: '*', at: 'noon', by: 'somebody' });
    for (let i = 0; i < LIMIT + 5; i++) expect(statusOf(await send(i))).toBe('held');
    await liftPause(table, '*');
    at(2);
    await world.service.sweep();
    const ran = await world.service.deliver(patch.operation);
    const statuses = ran.lines.map(({ status }) => status);
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(LIMIT);
    expect(statuses.filter((status) => status === 'held')).toHaveLength(5);
  });

  test('is looked at before the cloud is asked anything', async () => {
    world.set({ PREFLIGHT: 'on' });
    const later = { not_before: 'PT20M', not_after: 'PT5H' };
    await send(50, { fields: later });
    for (let i = 0; i < LIMIT; i++) await send(i);
    const asked = world.cloud.received.length;
    world.freshUser();
    expect(asked).toBeGreaterThan(LIMIT);
    expect(statusOf(await send(51))).toBe('forbidden');
    at(20);
    expect((await world.resume(patch.operation)).lines).toMatchObject([{ status: 'held' }]);
    expect(world.cloud.received).toHaveLength(asked);
  });

  test('is not guessed while the ledger cannot count', async () => {
    world.ledger.break('down', ({ body }) => body.includes('hour#'));
    expect(await send(0)).toMatchObject({ lines: [{ status: 'held' }] });
    expect(targetsSent()).toEqual([]);
  });
});

describe('fifty at the same moment', () => {
  test('in one process: the limit is reached and never exceeded', async () => {
    const ran = await Promise.all(Array.from({ length: 50 }, (_, index) => send(index)));
    const statuses = ran.map(statusOf);
    expect(targetsSent()).toHaveLength(LIMIT);
    expect(statuses.filter((status) => status === 'accepted')).toHaveLength(LIMIT);
    expect(statuses.filter((status) => status === 'forbidden')).toHaveLength(50 - LIMIT);
  });

  test('in fifty processes: the limit is reached and never exceeded', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-taker-'));
    const outfile = join(folder, 'taker.mjs');
    const entry = fileURLToPath(new URL('taker.ts', import.meta.url));
    // One file starts in a fraction of the time that fifty times all its modules take.
    await build({
      entryPoints: [entry],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      mainFields: ['module', 'main'],
    });
    const args = (index: number) => [outfile, `r${index}`, 'hour#of#all', String(LIMIT)];
    const takers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const child = spawn(process.execPath, args(index), {
          stdio: ['pipe', 'pipe', 'inherit'],
          env: { ...process.env },
        });
        await once(child.stdout, 'data');
        return child;
      }),
    );
    const said = await Promise.all(
      takers.map(({ stdin, stdout }) => {
        stdin.write('go');
        return text(stdout);
      }),
    );
    rmSync(folder, { recursive: true });
    expect(said.filter((one) => one === 'taken')).toHaveLength(LIMIT);
    expect(said.filter((one) => one === 'full')).toHaveLength(50 - LIMIT);
  });
});

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let whole = '';
  stream.setEncoding('utf8').on('data', (piece: string) => {
    whole += piece;
  });
  await once(stream, 'end');
  return whole;
}
