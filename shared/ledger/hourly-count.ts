import type { Table } from '../platform/ports.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { HOUR } from '../values/time/units.ts';
import { cell } from './cell.ts';

/** When each target of a request was last about to be sent, epoch ms. */
type Count = Readonly<Record<string, number>>;

/** What is to be sent: the request's id, its targets to be sent now, and how many may be sent within any hour. */
interface Asked {
  readonly id: string;
  readonly targets: readonly string[];
  readonly limit: number;
}

/**
 * Counts a request's targets by a conditional write if in the last 60 minutes there is room for them; a target that was
 * counted for it before is counted anew, once, and those of it that were sent before stay counted. Returns undefined, or when there will be room (epoch ms). Throws
 * `PlatformUnavailable`.
 */
export const takeRoom = (table: Table, key: string, asked: Asked): Promise<number | undefined> =>
  cell<Count>(table, key).change((standing) => {
    const now = Date.now();
    const count = within(standing?.doc, now);
    const roomAt = roomIn(count, asked, now);
    if (roomAt !== undefined) return { answer: roomAt };
    const counted = { ...count, ...Object.fromEntries(namesOf(asked).map((name) => [name, now])) };
    return { answer: undefined, write: { doc: counted, kept_until: now + 2 * HOUR } };
  });

/** The same answer as `takeRoom`, and nothing is counted. Throws `PlatformUnavailable`. */
export async function lookForRoom(table: Table, key: string, asked: Asked): Promise<number | undefined> {
  const now = Date.now();
  const standing = await cell<Count>(table, key).read();
  return roomIn(within(standing?.doc, now), asked, now);
}

/** What of it lies within the hour. */
const within = (count: Count = {}, now: number): Count =>
  Object.fromEntries(Object.entries(count).filter(([, at]) => at > now - HOUR));

/** When so many of the others have left the hour that these targets fit; undefined when they fit now. */
function roomIn(count: Count, asked: Asked, now: number): number | undefined {
  const own = new Set(namesOf(asked));
  const others = Object.entries(count).filter(([name]) => !own.has(name));
  const excess = others.length + asked.targets.length - asked.limit;
  if (excess <= 0) return undefined;
  const leaving = others.map(([, at]) => at).sort((one, other) => one - other)[excess - 1];
  return (leaving ?? now) + HOUR;
}

/** Short, since a thousand of them must stay one small item. */
const namesOf = ({ id, targets }: Asked): string[] =>
  targets.map((target) =>
    nodeCrypto().createHash('sha256').update(`${id} ${target}`).digest('base64url').slice(0, 12),
  );
