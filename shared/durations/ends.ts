import * as z from 'zod/mini';
import type { FleetTable } from '../platform/fleet-ports.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { ENDS_COUNTED, type ProvenEnd } from './lasts.ts';

/** How the first keys of all that is kept of usual durations begin in the fleet table. */
export const USUAL = 'usual#';

/** Under which the ends of an operation on an engine lie, or on those whose engine nothing tells. These keys never change. */
const keyOf = (operation: string, engine = '') => ({ pk: `${USUAL}${operation}#${engine}`, sk: 'ends' });

const document = z.object({ ends: z.array(z.object({ job: z.string(), lasted_ms: z.number() })) });

/** The last proven ends of an operation on an engine, oldest first. Throws `PlatformUnavailable`. */
export const readEnds = async (
  table: FleetTable,
  operation: string,
  engine: string | undefined,
): Promise<readonly ProvenEnd[]> => endsIn((await table.get(keyOf(operation, engine)))?.doc);

/** The same of several, by one read of all. Throws `PlatformUnavailable`. */
export async function readEachEnds(
  table: FleetTable,
  asked: readonly { readonly operation: string; readonly engine: string | undefined }[],
): Promise<(operation: string, engine: string | undefined) => readonly ProvenEnd[]> {
  const items =
    asked.length > 0 ? await table.getAll(asked.map((one) => keyOf(one.operation, one.engine))) : [];
  const ends = new Map(items.map(({ pk, doc }) => [pk, endsIn(doc)]));
  return (operation, engine) => ends.get(keyOf(operation, engine).pk) ?? [];
}

const TRIES = 5;

/** Adds ends to them, each job's once. Throws `PlatformUnavailable`, also when others write without a pause. */
export async function addEnds(
  table: FleetTable,
  operation: string,
  engine: string | undefined,
  fresh: readonly ProvenEnd[],
): Promise<void> {
  const key = keyOf(operation, engine);
  for (let tries = 0; tries < TRIES; tries++) {
    const stands = await table.get(key);
    const known = endsIn(stands?.doc);
    const ends = [...known, ...fresh.filter(({ job }) => !known.some((one) => one.job === job))];
    if (ends.length === known.length) return;
    const item = {
      ...key,
      version: (stands?.version ?? 0) + 1,
      write_id: nodeCrypto().randomUUID(),
      doc: JSON.stringify({ ends: ends.slice(-ENDS_COUNTED) }),
    };
    if (await table.put(item, stands?.version ?? 'nothing')) return;
  }
  throw new PlatformUnavailable(`the fleet table: ${key.pk} was written by others ${TRIES} times`);
}

const endsIn = (text: string | undefined): readonly ProvenEnd[] =>
  document.safeParse(parseJson(text ?? '')).data?.ends ?? [];
