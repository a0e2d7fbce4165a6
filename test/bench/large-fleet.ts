import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { FleetItem } from '../../shared/platform/fleet-ports.ts';
import { itemsOf, keptFleet } from '../fleet/report/kept-fleet.ts';

const PAGE_BYTES = 1024 * 1024;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** A fleet table of so many instances and their proxies, as DynamoDB answers for it. */
export interface LargeFleet {
  readonly endpoint: string;
  readonly rows: number;
  /** How often it was asked since the last call. */
  requests(): number;
  close(): void;
}

interface Asked {
  readonly Key?: Item;
  readonly ExpressionAttributeValues?: Item;
  readonly ExclusiveStartKey?: Item;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startLargeFleet(instances: number, now: number): Promise<LargeFleet> {
  const kept = keptFleet(instances, now);
  const all = Map.groupBy(kept.flatMap(itemsOf).toSorted(bySecondKey).map(keptItem), ({ pk }) => pk);
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const [, action = ''] = String(request.headers['x-amz-target']).split('.');
    response.end(answer(action, (await json(request)) as Asked));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    rows: kept.reduce((sum, { rows }) => sum + rows.length, 0),
    requests() {
      const since = requests;
      requests = 0;
      return since;
    },
    close: () => void server.close().closeAllConnections(),
  };

  function answer(
    action: string,
    { Key = {}, ExpressionAttributeValues: values = {}, ExclusiveStartKey: last }: Asked,
  ): string {
    const items = all.get((Key.pk ?? values[':pk'])?.S ?? '') ?? [];
    if (action === 'GetItem') return `{"Item":${items.find(({ sk }) => sk === Key.sk?.S)?.text ?? null}}`;
    if (action !== 'Query') throw new Error(`a fleet table was asked for ${action}`);
    const begins = values[':begins']?.S ?? '';
    const found = items.filter(({ sk }) => sk.startsWith(begins));
    const start = found.findIndex(({ sk }) => sk === last?.sk?.S) + 1;
    let bytes = 0;
    const page = found.slice(start).filter(({ text }) => {
      bytes += text.length;
      return bytes <= PAGE_BYTES;
    });
    const end = page.at(-1);
    const more = end && start + page.length < found.length;
    const next = more
      ? `,"LastEvaluatedKey":${JSON.stringify({ pk: { S: end.pk }, sk: { S: end.sk } })}`
      : '';
    return `{"Items":[${page.map(({ text }) => text).join()}]${next}}`;
  }
}

/** An item with the text of it that DynamoDB sends. */
const keptItem = (item: FleetItem) => ({
  pk: item.pk,
  sk: item.sk,
  text: JSON.stringify(
    Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        typeof value === 'number' ? { N: String(value) } : { S: value },
      ]),
    ),
  ),
});

const bySecondKey = (one: FleetItem, other: FleetItem) => (one.sk < other.sk ? -1 : 1);
