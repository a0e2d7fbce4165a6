import type { Table } from '../platform/ports.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import { redact } from '../values/redact.ts';
import { cell } from './cell.ts';
import { PAUSE_KEY } from './keys.ts';

/** Every operation, where the name of one may stand. */
export const ALL = '*';

/** That nothing is sent: of which operation, since when (RFC 3339), by whom and why. */
export interface Pause {
  readonly operation: string;
  readonly at: string;
  readonly by: string;
  readonly reason?: string;
  /** What others said while it stood, the latest few. */
  readonly added?: readonly Added[];
}

/** A reason that was given to a pause which stood already. */
interface Added {
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

// The item is read before every submission.
const MOST_ADDED = 10;

type Pauses = Readonly<Record<string, Omit<Pause, 'operation'>>>;

// A pause ends when somebody ends it.
const NEVER = Date.parse('2100-01-01T00:00:00Z');

/** Every pause in force. Throws `PlatformUnavailable`. */
export async function readPauses(table: Table): Promise<Pause[]> {
  return listed((await pausesIn(table).read())?.doc);
}

/** The pause that keeps this operation from sending, if any. Throws `PlatformUnavailable`, also for an item it cannot read. */
export async function readPause(table: Table, operation: string): Promise<Pause | undefined> {
  return (await readPauses(table)).find(holds(operation));
}

/** Whether a pause keeps this operation from sending. */
export const holds =
  (operation: string) =>
  (pause: Pause): boolean =>
    pause.operation === ALL || pause.operation === operation;

/**
 * Pauses an operation, or all; whoever paused it first stays on record, and a reason given later is added. Returns every
 * pause now in force.
 */
export const setPause = (table: Table, { operation, ...pause }: Pause): Promise<Pause[]> =>
  change(table, (pauses) => {
    const stands = pauses[operation];
    return { ...pauses, [operation]: stands ? withReason(stands, pause) : pause };
  });

/** The same said again by the same person is said once. */
function withReason<Standing extends Omit<Pause, 'operation'>>(
  stands: Standing,
  { at, by, reason }: Omit<Pause, 'operation'>,
): Standing {
  const { added = [] } = stands;
  const said = [stands, ...added].some((one) => one.by === by && one.reason === reason);
  return reason === undefined || said
    ? stands
    : { ...stands, added: [...added, { at, by, reason }].slice(-MOST_ADDED) };
}

/** Ends the pause of an operation, or the one of all; returns those still in force. */
export const liftPause = (table: Table, operation: string): Promise<Pause[]> =>
  change(table, ({ [operation]: _, ...others }) => others);

/** What was said while a pause stood, in words, a line each. */
export const addedTexts = ({ added = [] }: Pause): string[] =>
  added.map(({ at, by, reason }) => `and since ${at} by ${by}: ${reason}`);

const SINCE = ' is paused since ';

/** A pause in words. */
export const pauseText = ({ operation, at, by, reason }: Pause): string =>
  `${operation === ALL ? 'everything' : operation}${SINCE}${at} by ${by}${reason ? `: ${reason}` : ''}`;

/** Whether a text is a pause in words, which may have ended since. */
export const tellsOfPause = (text: string): boolean => text.includes(SINCE);

const listed = (pauses: Pauses = {}): Pause[] =>
  Object.entries(pauses).map(([operation, pause]) => ({ operation, ...pause }));

const pausesIn = (table: Table) =>
  cell(table, PAUSE_KEY, (text) => {
    try {
      return JSON.parse(text) as Pauses;
    } catch {
      throw new PlatformUnavailable('the ledger item that tells of a pause cannot be read: nothing is sent');
    }
  });

const change = (table: Table, change: (pauses: Pauses) => Pauses): Promise<Pause[]> =>
  pausesIn(table).change((standing) => {
    // A reason is free text.
    const pauses = redact(change(standing?.doc ?? {}));
    return { answer: listed(pauses), write: { doc: pauses, kept_until: NEVER } };
  });
