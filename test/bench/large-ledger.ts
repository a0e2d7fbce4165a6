import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { patchDatabases } from '../../functions/patch-databases/operation.ts';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { entryKey, POINTERS_KEY } from '../../shared/ledger/keys.ts';
import { newPointers } from '../../shared/ledger/pointers.ts';
import { pointerItem } from '../../shared/platform/aws/pointer.ts';
import { type Item, toItem } from '../../shared/platform/aws/row.ts';
import { DAY } from '../../shared/values/time/units.ts';

const MEMORY = 35 * DAY;
const PAGE_BYTES = 1024 * 1024;
/** Every so many requests one failed. */
const FAILED = 500;
/** So many requests are of one change, and so many are for one instance. */
const SHARED = 50;

/** A ledger of so many requests, spread over the 35 days that it remembers, as DynamoDB answers for it. */
export interface LargeLedger {
  readonly endpoint: string;
  /** What it was asked since the last call. */
  requests(): number;
  close(): void;
}

interface Asked {
  readonly Key?: Item;
  readonly Item?: Item;
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Item;
  readonly Limit?: number;
  readonly ExclusiveStartKey?: Item;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
}

/** Starts it on a free port of 127.0.0.1; its requests are `r-0`, the latest, and so on. */
export async function startLargeLedger(size: number, now: number): Promise<LargeLedger> {
  const items = new Map<string, Item>();
  const pointers = new Map<string, Item[]>();
  const begun = {
    pk: POINTERS_KEY,
    version: 1,
    write_id: 'w',
    doc: JSON.stringify({ since: now - 40 * DAY }),
  };
  items.set(POINTERS_KEY, toItem({ ...begun, expires_at: Math.ceil((now + DAY) / 1000) }));
  for (let n = 0; n < size; n++) {
    const entry = entryOf(n, now - Math.floor((n * (MEMORY - DAY)) / size));
    const row = { pk: entryKey(entry), version: 1, write_id: 'w', doc: JSON.stringify(entry) };
    items.set(row.pk, toItem({ ...row, expires_at: Math.ceil((now + MEMORY) / 1000) }));
    for (const pointer of newPointers(patchDatabases, entry, undefined)) {
      const about = pointers.get(pointer.about) ?? [];
      about.push(pointerItem(pointer));
      pointers.set(pointer.about, about);
    }
  }
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    response.end(JSON.stringify(answer(action, (await json(request)) as Asked)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests() {
      const since = requests;
      requests = 0;
      return since;
    },
    close: () => void server.close().closeAllConnections(),
  };

  function answer(action: string, asked: Asked): object {
    if (action === 'GetItem') return { Item: items.get(asked.Key?.pk?.S ?? '') };
    if (action === 'BatchGetItem') {
      const [name = '', { Keys } = { Keys: [] }] = Object.entries(asked.RequestItems ?? {})[0] ?? [];
      return { Responses: { [name]: Keys.flatMap(({ pk }) => items.get(pk?.S ?? '') ?? []) } };
    }
    if (action === 'PutItem') {
      items.set(asked.Item?.pk?.S ?? '', asked.Item ?? {});
      return {};
    }
    // All of them are over, so that none stands in the index of what is due.
    if (action === 'Scan' && asked.IndexName === 'due') return { Items: [] };
    if (action === 'Query') return asked.IndexName === 'pointers' ? pageOf(asked) : { Items: [] };
    throw new Error(`a ledger of ${size} requests was asked for ${action}`);
  }

  /** The latest pointers about something, as many as a page of an index holds. */
  function pageOf({
    ExpressionAttributeValues: values = {},
    Limit = Number.POSITIVE_INFINITY,
    ExclusiveStartKey,
  }: Asked) {
    const [from, to] = [Number(values[':from']?.N), Number(values[':to']?.N)];
    const found = (pointers.get(values[':about']?.S ?? '') ?? []).filter(
      ({ asked_at }) => Number(asked_at?.N) >= from && Number(asked_at?.N) <= to,
    );
    const start = found.findIndex(({ pk }) => pk?.S === ExclusiveStartKey?.pk?.S) + 1;
    let bytes = 0;
    const page = found.slice(start, start + Limit).filter((item) => {
      bytes += JSON.stringify(item).length;
      return bytes <= PAGE_BYTES;
    });
    const more = start + page.length < found.length;
    return { Items: page, ...(more && { LastEvaluatedKey: page.at(-1) }) };
  }
}

function entryOf(n: number, triggered_at: number): Entry {
  const id = `${String(n % Math.ceil(SHARED / 2)).padStart(32, '0')}in13`;
  const target = n < SHARED ? id : `${String(n).padStart(32, 'a')}in13`;
  const job_id = `job-${n}`;
  const failed = n % FAILED === FAILED - 1;
  const end = failed ? ('failed' as const) : ('succeeded' as const);
  return {
    operation: patchDatabases.name,
    request_id: `r-${n}`,
    region: 'ap-southeast-1',
    project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
    intent: { instance_ids: [target], change_id: `CHG-${Math.floor(n / SHARED)}` },
    fields: { instance_ids: [target] },
    fingerprint: String(n),
    trigger: 'queue',
    triggered_at,
    deadline: triggered_at + DAY,
    terms: { within_ms: DAY },
    targets: { [target]: { state: 'done', outcomes: [{ target, verdict: 'accepted', job_id }] } },
    jobs: [
      {
        target,
        job_id,
        accepted_at: triggered_at,
        starts_at: triggered_at,
        deadline: triggered_at + DAY,
        look_at: triggered_at,
        looks: 1,
        end: { end, at: triggered_at },
      },
    ],
    tries: 1,
    put_off: 0,
  };
}
