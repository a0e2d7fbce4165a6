import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findProxy } from '../../functions/upgrade-proxy-version/proxies.ts';
import { findInstance } from '../../shared/huawei/instances.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { patch } from '../world/cases.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const fire = (intent: object) =>
  world.service.invoke(
    patch.operation,
    world.mail(patch.operation, { ...patch.intent, request_id: 'r', ...intent }),
  );
const turned = [...patch.targets].reverse();

test.each<[string, object, object]>([
  ['the ids in another order', {}, { instance_ids: turned }],
  ['dry_run: false said', {}, { dry_run: false }],
  ['dry_run: false left out', { dry_run: false }, {}],
])('the same meaning is the same intent: %s', async (_, first, second) => {
  await fire(first);
  expect((await fire(second)).lines).toMatchObject([{ status: 'duplicate', settled: 'accepted' }]);
  expect(world.submissions(patch)).toHaveLength(1);
});

test.each([{ instance_ids: patch.targets.slice(0, 1) }, { reason: 'another' }, { not_after: 'PT2H' }])(
  'another meaning is another intent: %j',
  async (change) => {
    await fire({});
    expect((await fire(change)).lines).toMatchObject([
      { status: 'invalid', faults: [{ path: 'request_id' }] },
    ]);
    expect(world.submissions(patch)).toHaveLength(1);
  },
);

test('an entry that was kept before meaning counted is known by the message that made it', async () => {
  const written = { instance_ids: turned, dry_run: false };
  await fire(written);
  const { table } = openLedger(process.env.LEDGER_TABLE ?? '');
  const row = await table.get(`${patch.operation}#${patch.intent.project_id}#r`);
  if (!row) throw new Error('no row');
  // As that version made it of this very intent.
  const doc = { ...(JSON.parse(row.doc) as Entry), fingerprint: '08f55ea882d6d690e231f65ad1edefce' };
  await table.put({ ...row, version: row.version + 1, doc: JSON.stringify(doc) }, row.version);
  expect((await fire(written)).lines).toMatchObject([{ status: 'duplicate' }]);
  expect((await fire({ reason: 'another' })).lines).toMatchObject([{ status: 'invalid' }]);
  expect(world.submissions(patch)).toHaveLength(1);
});

test('an instance or a proxy is found in the letter case of its list, as its lock is', () => {
  const id = fc.stringMatching(/^[0-9a-zA-Z]{32}$/).map((text) => `${text}in13`);
  fc.assert(
    fc.property(id, id, (shown, other) => {
      fc.pre(shown.toLowerCase() !== other.toLowerCase());
      const instances = [{ id: other }, { id: shown }];
      const proxies = instances.map(({ id }) => ({ proxy: { pool_id: id, status: 'ACTIVE' } }));
      for (const asked of [shown, shown.toLowerCase(), shown.toUpperCase()]) {
        expect(findInstance('geminidb', { instances }, asked)).toMatchObject({ id: shown });
        expect(findProxy({ proxies }, asked)).toEqual({ status: 'ACTIVE' });
      }
    }),
  );
});
