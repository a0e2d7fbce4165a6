import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

interface Consumed {
  readonly ConsumedCapacity?: Capacity | readonly Capacity[];
}
interface Capacity {
  readonly CapacityUnits?: number;
}

/** A DynamoDB that says what it was asked for in capacity units: one that stands elsewhere reckons them. */
export interface MeteredTable {
  readonly endpoint: string;
  /** How many units were consumed since the last call. */
  units(): number;
  close(): void;
}

/** Starts it on a free port of 127.0.0.1, before another DynamoDB. */
export async function startMeteredTable(behind: string): Promise<MeteredTable> {
  let units = 0;
  const server = createServer(async (request, response) => {
    const asked = (await json(request)) as object;
    const reply = await fetch(behind, {
      method: 'POST',
      headers: Object.fromEntries(
        ['content-type', 'authorization', 'x-amz-date', 'x-amz-target'].map((name) => [
          name,
          String(request.headers[name]),
        ]),
      ),
      body: JSON.stringify({ ...asked, ReturnConsumedCapacity: 'TOTAL' }),
    });
    const text = await reply.text();
    const { ConsumedCapacity = [] } = JSON.parse(text) as Consumed;
    for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) units += CapacityUnits;
    response.statusCode = reply.status;
    response.end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    units() {
      const since = units;
      units = 0;
      return since;
    },
    close: () => void server.close().closeAllConnections(),
  };
}
