import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { ROLLOUT_SHARD } from '../../shared/fleet/rollout/rollout.ts';
import type { Kept } from '../../shared/fleet/survey/kept.ts';
import { HEAD, SHEETS, SURVEY_SHARD, sheetKey } from '../../shared/fleet/survey/rows.ts';
import { sheetsFor } from '../../shared/fleet/survey/sheets.ts';
import type { FleetItem } from '../../shared/platform/fleet-ports.ts';
import { itemsOf, keptFleet } from '../fleet/report/kept-fleet.ts';

const PAGE_BYTES = 1024 * 1024;

type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** A fleet table of so many instances and their proxies, as DynamoDB answers for it. */
export interface LargeFleet {
  readonly endpoint: string;
  readonly rows: number;
  readonly kept: readonly Kept[];
  /** How often it was asked since the last call. */
  requests(): number;
  close(): void;
}

interface Asked {
  readonly Key?: Item;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
  readonly IndexName?: string;
  readonly ExpressionAttributeValues?: Item;
  readonly ExclusiveStartKey?: Item;
  readonly Limit?: number;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startLargeFleet(
  instances: number,
  now: number,
  fleets: Fleets = {},
  more: readonly FleetItem[] = [],
): Promise<LargeFleet> {
  const kept = keptFleet(instances, now);
  const surveyed = kept.flatMap((one) => [...itemsOf(one), ...sheetItems(one, fleets, now)]);
  const items = [...surveyed, ...more];
  const all = Map.groupBy(items.toSorted(bySecondKey).map(keptItem), ({ pk }) => pk);
  const due = new Map([
    [SURVEY_SHARD, surveyed.filter(({ sk }) => sk === HEAD).map(keptItem)],
    [ROLLOUT_SHARD, more.filter(({ shard }) => shard === ROLLOUT_SHARD).map(keptItem)],
  ]);
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
    kept,
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
    {
      Key = {},
      RequestItems = {},
      IndexName,
      ExpressionAttributeValues: values = {},
      ExclusiveStartKey: last,
      Limit = Number.MAX_SAFE_INTEGER,
    }: Asked,
  ): string {
    const itemOf = ({ pk, sk }: Item) => all.get(pk?.S ?? '')?.find((one) => one.sk === sk?.S);
    if (action === 'BatchGetItem') {
      const found = Object.entries(RequestItems).map(
        ([name, { Keys }]) =>
          `${JSON.stringify(name)}:[${Keys.toReversed()
            .flatMap((key) => itemOf(key)?.text ?? [])
            .join()}]`,
      );
      return `{"Responses":{${found.join()}},"UnprocessedKeys":{}}`;
    }
    if (action === 'GetItem') return `{"Item":${itemOf(Key)?.text ?? null}}`;
    if (IndexName) {
      const wanted = due.get(values[':shard']?.S ?? '') ?? [];
      return `{"Items":[${wanted.map(({ text }) => text).join()}]}`;
    }
    const items = all.get(values[':pk']?.S ?? '') ?? [];
    if (action !== 'Query') throw new Error(`a fleet table was asked for ${action}`);
    const begins = values[':begins']?.S ?? '';
    const found = items.filter(({ sk }) => sk.startsWith(begins));
    const start = found.findIndex(({ sk }) => sk === last?.sk?.S) + 1;
    let bytes = 0;
    const page = found.slice(start, start + Limit).filter(({ text }) => {
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

const sheetItems = (kept: Kept, fleets: Fleets, now: number): FleetItem[] =>
  sheetsFor(kept, fleets, now).map((sheet, part) => ({
    pk: SHEETS,
    sk: sheetKey(kept, part),
    version: 1,
    write_id: 'w',
    doc: JSON.stringify(sheet),
  }));

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
