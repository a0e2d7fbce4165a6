import { answer, type World } from './answer.ts';
import { textOf } from './deliver.ts';
import { recordOf } from './record-of.ts';
import type { Service } from './resources.ts';

/** One request to the stand-in, as a client of HTTP has it; `path` with its query. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What it answers, whole. */
export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Asks the stand-in within this process, without a socket. Of faults only those of a reply and of jobs apply: no cuts, no delays. */
export async function askInProcess(world: World, service: Service, asked: Asked): Promise<Answered> {
  const { method, headers, body } = asked;
  const [path = '/', ...rest] = asked.path.split('?');
  const rawQuery = rest.join('?');
  const record = recordOf({ service, method, path, rawQuery, headers: { ...headers }, body }, world.now());
  world.received.push(record);
  const { reply } = await answer({ record, rawQuery, body: Buffer.from(body) }, world);
  record.status = reply.status;
  const id = world.ids.requests.hex();
  return {
    status: reply.status,
    headers: {
      'content-type': 'application/json',
      'x-request-id': id,
      date: new Date(world.loginTime()).toUTCString(),
      ...reply.headers,
    },
    text: textOf(reply, id),
  };
}
