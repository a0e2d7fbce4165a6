import { expect, test } from '@jest/globals';
import type { Sources } from '../../shared/console/sources.ts';
import { view } from '../../shared/console/views/story.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { FleetItem, FleetTable } from '../../shared/platform/fleet-ports.ts';
import type { Row, Table } from '../../shared/platform/ports.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { cases, operationOf } from '../world/cases.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const [one] = cases;
if (!one) throw new Error('the catalogue is empty');
const operation = operationOf(one);
const [TARGET = ''] = one.targets;

const entryWith = (more: Partial<Entry>): Entry => ({
  operation: operation.name,
  request_id: 'CHG-1',
  region: 'ap-southeast-1',
  project_id: '0483b6b16e954cb88930a360d2c4e663',
  intent: { ...one.intent },
  fields: {},
  fingerprint: 'f',
  trigger: 'queue',
  triggered_at: NOW - HOUR,
  deadline: NOW + HOUR,
  targets: { [TARGET]: { state: 'waiting', due: NOW + HOUR } },
  tries: 1,
  put_off: 0,
  terms: { within_ms: HOUR },
  ...more,
});
const UNKNOWN = {
  targets: { [TARGET]: { state: 'done', outcomes: [{ target: TARGET, verdict: 'unknown' }] } },
  hand_over: 'done',
} as const satisfies Partial<Entry>;

/** The page of the one request that the ledger holds, without tags, and the keys that were asked of the fleet table. */
async function seen(entry: Entry, head?: object): Promise<{ text: string; asked: unknown[] }> {
  const asked: unknown[] = [];
  const ledger: Partial<Table> = {
    getAll: async () => [{ doc: JSON.stringify(entry) } as Row],
    get: async () => undefined,
  };
  const table: Partial<FleetTable> = {
    get: async (key) => {
      asked.push(key);
      return head && ({ ...key, doc: JSON.stringify(head) } as FleetItem);
    },
  };
  const sources = {
    ledger,
    table,
    site: loadSettings({}),
    operations: async () => [operation],
  } as unknown as Sources;
  const { request_id, project_id } = entry;
  const query = new URLSearchParams({ id: request_id, operation: operation.name, project: project_id });
  const page = await view(sources, { now: NOW, here: { stage: 'prod' } }, query, '');
  const html = `${page?.head}${[page?.main].flat().join('')}`;
  return { text: html.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' '), asked };
}

test('of a request that waits: what a cancel would do, with the command, and no letter', async () => {
  const { text, asked } = await seen(entryWith({}));
  expect(text).toContain(
    `What a cancel would do ${TARGET} waits in the ledger: it will not be sent It shows this again, and asks: npx --no-install db-upkeep cancel &#39;CHG-1&#39; --operation ${operation.name} --project 0483b6b16e954cb88930a360d2c4e663 --stage prod What happened`,
  );
  expect(text).not.toContain('dead letter');
  expect(asked).toEqual([]);
});

test('of one that is handed over: what can be done about its letter, with what each command does, and no cancel', async () => {
  const { text, asked } = await seen(entryWith(UNKNOWN));
  expect(text).not.toContain('What a cancel would do');
  expect(text).toMatch(
    /dead letter The dead-letter queue is not read here.* dead-letters show .*Look in the console/,
  );
  expect(text).toMatch(/--id &#39;CHG-1&#39; --resend --stage prod ?sent with the intent.*; to send: /);
  expect(asked).toEqual([]);
});

test('of what a rollout released: its head says whether anything is left to decide', async () => {
  const id = 'fleet/monthly-20261101T000000-00000001/7/1';
  const head = { schema: 1, state: 'running', holds: {}, in_flight: [{ seq: 7 }], kept: [] };
  const open = await seen(entryWith({ ...UNKNOWN, request_id: id }), head);
  expect(open.text).toContain('As it is, it cannot be redriven: rollout monthly-20261101T000000-00000001');
  expect(open.asked).toEqual([{ pk: 'rollout#monthly-20261101T000000-00000001', sk: 'head' }]);
  expect((await seen(entryWith({ request_id: id }), head)).asked).toEqual([]);
  const settled = await seen(entryWith({ ...UNKNOWN, request_id: id }), { ...head, in_flight: [] });
  expect(settled.text).toContain('This removes it (rollout monthly-20261101T000000-00000001 has settled it');
});
