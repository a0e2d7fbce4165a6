import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { patch } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const KB = 1024;
const ask = (more: object = {}) =>
  world.service.fire('queue', patch.operation, { ...patch.intent, request_id: 'r', ...more });

/** The entry as a version wrote it that bounded no text: its item is just below what DynamoDB takes. */
const fill = async (
  change: (entry: Entry) => Entry = (entry) => entry,
  pad: (entry: Entry, zeros: string) => object = ({ intent }, zeros) => ({
    intent: { ...intent, not_before: `PT${zeros}10M` },
  }),
) => {
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const row = await table.get(`${patch.operation}#${patch.intent.project_id}#r`);
  if (!row) throw new Error('no row');
  const entry = change(JSON.parse(row.doc) as Entry);
  const grown = (zeros: number) => JSON.stringify({ ...entry, ...pad(entry, '0'.repeat(zeros)) });
  // What stands beside the document counts too: the largest that the table takes.
  for (let spare = 0; spare < KB; spare += 32) {
    const doc = grown(400 * KB - spare - grown(0).length);
    const written = await table
      .put({ ...row, version: row.version + 1, doc }, row.version)
      .catch(() => false);
    if (written) return;
  }
  throw new Error('the table took none');
};

describe('an item that is almost full still takes how its request ends', () => {
  test('which waits: it is not sent, and goes to a person', async () => {
    await ask({ not_before: 'PT10M' });
    await fill();
    at(11);
    const { dead } = await world.resume(patch.operation);
    expect(dead).toMatchObject([{ attributes: { request_id: 'r', status: 'failed' } }]);
    expect(await world.entry('r')).toMatchObject({ hand_over: 'done' });
    expect(world.submissions(patch)).toEqual([]);
  });

  test('whose run ended without a word: it goes to a person as unknown', async () => {
    await ask({ not_before: 'PT10M' });
    const until = Date.now() + 60_000;
    await fill((entry) => ({
      ...entry,
      tries: 1,
      owner: 'a run of before',
      lease_until: until,
      claimed_at: Date.now(),
      targets: Object.fromEntries(
        patch.targets.map((target) => [target, { state: 'submitting', since: Date.now(), until }]),
      ),
    }));
    at(11);
    const { dead } = await world.resume(patch.operation);
    expect(dead).toMatchObject([{ attributes: { request_id: 'r', status: 'unknown' } }]);
    expect(await world.entry('r')).toMatchObject({ hand_over: 'done' });
    expect(world.submissions(patch)).toEqual([]);
  });

  const pads: [string, (entry: Entry, zeros: string) => object][] = [
    ['words', (_, zeros) => ({ strays: [{ target: 'x', verdict: 'unknown', reason: zeros }] })],
    [
      'a history of strays',
      ({ history = [] }, zeros) => ({ history: [...history, { what: 'looked', at: 0, targets: [zeros] }] }),
    ],
  ];
  test.each(pads)('which is full of %s: its job is found and followed', async (_, pad) => {
    world.cloud.faults.add({ call: patch.call, fault: { kind: 'cut-after' } });
    await ask();
    await fill((entry) => entry, pad);
    at(3);
    await world.resume(patch.operation);
    const entry = await world.entry('r');
    expect(entry?.jobs).toHaveLength(patch.targets.length);
    expect(entry?.targets).toMatchObject({ [patch.targets[0] ?? '']: { state: 'done' } });
  });
});

const accepted = (instance_id: string, n = 0) => ({ instance_id, job_id: `${instance_id}-${n}` });
const answer = (upgrade_results: object[]) =>
  world.cloud.faults.add({
    call: patch.call,
    fault: { kind: 'wrong-shape', status: 202, body: { upgrade_results } },
  });

describe('a reply that names very much', () => {
  test('that was not requested: what was is accepted, and the rest is counted', async () => {
    const others = Array.from({ length: 8000 }, (_, n) => accepted(`${String(n).padStart(32, '0')}in13`));
    answer([...others, ...patch.targets.map((target) => accepted(target))]);
    const { lines } = await ask();
    expect(lines).toMatchObject([{ status: 'unknown' }]);
    const entry = await world.entry('r');
    for (const target of patch.targets) {
      expect(entry?.targets[target]).toMatchObject({ state: 'done', outcomes: [{ verdict: 'accepted' }] });
    }
    expect(entry?.strays).toHaveLength(21);
    expect(entry?.strays?.at(-1)?.reason).toBe('the reply names 7980 more targets that were not requested');
  });

  test('of one target, and long words: it is kept, and a person is told', async () => {
    const [first = '', second = ''] = patch.targets;
    const words = '漢'.repeat(100_000);
    answer([
      ...Array.from({ length: 4000 }, (_, n) => accepted(first, n)),
      { instance_id: second, error_code: words, error_message: words },
    ]);
    expect((await ask()).lines).toMatchObject([{ status: 'unknown' }]);
    const entry = await world.entry('r');
    expect(entry?.jobs).toHaveLength(5);
    expect(entry?.targets[first]).toMatchObject({ state: 'done' });
    expect(JSON.stringify(entry).length).toBeLessThan(32 * KB);
  });
});

test('a reply that writes an id in the other letter case is about the target as it was asked for', async () => {
  const spelled = patch.targets.map((id) => id.slice(0, 32).toUpperCase() + id.slice(32));
  answer(patch.targets.map((target) => accepted(target)));
  const { lines } = await ask({ instance_ids: spelled });
  expect(lines).toMatchObject([{ status: 'accepted' }]);
  expect(lines[0]?.outcomes.map(({ target }) => target)).toEqual(spelled);
  expect(Object.keys((await world.entry('r'))?.targets ?? {})).toEqual(spelled);
});
