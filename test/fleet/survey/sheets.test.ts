import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { SHEETS, sheetKey, sheetsOf } from '../../../shared/fleet/survey/rows.ts';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { fill, itemsOf, PROJECT, survey } from './survey-world.ts';

let world: LedgerWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { READS_A_MINUTE: '6000' } });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterAll(() => world.close());

test('a survey that needs fewer sheets than before leaves none of the old ones, however many pages they fill', async () => {
  const gaussdb = { service: 'gaussdb', region: 'ap-southeast-1', project: PROJECT } as const;
  const old = [0, 1, 2, 3, 4, 5].map((part) => ({
    ...{ pk: SHEETS, sk: sheetKey(gaussdb, part), version: 1, write_id: 'survey' },
    doc: JSON.stringify({ ...gaussdb, at: 0, packed: 'x'.repeat(300_000) }),
  }));
  await table.putAll(old);
  expect((await table.list(SHEETS, sheetsOf(gaussdb))).next).toBeDefined();
  fill(world, 20);
  await survey();
  const left = await itemsOf(table, SHEETS, sheetsOf(gaussdb));
  expect(left.map(({ sk }) => sk)).toEqual([sheetKey(gaussdb, 0)]);
});
