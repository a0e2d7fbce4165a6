import type { Table } from '../platform/aws/table.ts';
import { wait } from '../platform/wait.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import { nodeCrypto } from '../values/node-crypto.ts';
import { HOUR } from '../values/time/units.ts';

const RACES = 60;
const LONGEST_PAUSE_MS = 250;

/** When each target of a request was last about to be sent, epoch ms. */
type Count = Readonly<Record<string, number>>;

/** What is to be sent: the request's id, its targets to be sent now, and how many may be sent within any hour. */
interface Asked {
  readonly id: string;
  readonly targets: readonly string[];
  readonly limit: number;
}

/** The key under which an operation's targets are counted for a rule of the policy. */
export const hourlyKey = (operation: string, rule: string): string => `hour#${operation}#${rule}`;

/**
 * Counts a request's targets by a conditional write if in the last 60 minutes there is room for them; a target that was
 * counted for it before is counted anew, once, and those of it that were sent before stay counted. Returns undefined, or when there will be room (epoch ms). Throws
 * `PlatformUnavailable`.
 */
export async function takeRoom(table: Table, key: string, asked: Asked): Promise<number | undefined> {
  for (let race = 0; race < RACES; race++) {
    const now = Date.now();
    const { count, version } = await read(table, key, now);
    const roomAt = roomIn(count, asked, now);
    if (roomAt !== undefined) return roomAt;
    const row = {
      pk: key,
      version: (version ?? 0) + 1,
      write_id: nodeCrypto().randomUUID(),
      doc: JSON.stringify({ ...count, ...Object.fromEntries(namesOf(asked).map((name) => [name, now])) }),
      expires_at: Math.ceil((now + 2 * HOUR) / 1000),
    };
    if (await table.put(row, version ?? 'nothing')) return undefined;
    await wait(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * (race + 1)));
  }
  throw new PlatformUnavailable(`${key} changed ${RACES} times while being counted`);
}

/** The same answer as `takeRoom`, and nothing is counted. Throws `PlatformUnavailable`. */
export async function lookForRoom(table: Table, key: string, asked: Asked): Promise<number | undefined> {
  const now = Date.now();
  return roomIn((await read(table, key, now)).count, asked, now);
}

async function read(table: Table, key: string, now: number): Promise<{ count: Count; version?: number }> {
  const row = await table.get(key);
  if (!row) return { count: {} };
  const whole = JSON.parse(row.doc) as Count;
  const recent = Object.entries(whole).filter(([, at]) => at > now - HOUR);
  return { count: Object.fromEntries(recent), version: row.version };
}

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
