import type { Settings } from '../settings/settings.ts';
import type { Answers, Read } from '../terms/lookup.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { asker, isOfOneRead, type Manner, Unanswered } from './ask.ts';
import type { Credentials } from './credentials.ts';
import { countOf } from './list-page.ts';
import type { Host } from './services/services.ts';

// Pages overlap by one item.
const SMALLEST_PAGE = 2;

/** Makes reads one after the other, in the order given. Answers are shared: the same read asked twice is made once. */
export interface Reader {
  /** Epoch ms; whatever it answers was read after it. */
  readonly since: number;
  all(reads: Readonly<Record<string, Read>>): Promise<Answers>;
  /** Whether a reply was too long to be read, in pages of any size. */
  tooLong(): boolean;
}

/**
 * Reads the cloud without changing it. A read that fails or has no time left, or a list that stays incomplete, answers
 * undefined, and `tell` hears why a single one failed; only refused credentials throw. `transmit` takes the place of the
 * network for who wants to see each request. `heeds`: what is true of all reads throws, too (throttled, no time left).
 */
export function reader(
  host: Host,
  place: { readonly region: string; readonly project_id: string },
  credentials: Credentials,
  settings: Settings,
  remaining: () => number,
  {
    tell = () => {},
    heeds = false,
    ...manner
  }: { tell?: (why: string) => void; heeds?: boolean } & Manner = {},
): Reader {
  const made = new Map<string, Promise<unknown>>();
  const pages = new Map<string, Promise<unknown>>();
  let tooLong = false;
  const ask = asker(host, place, credentials, settings, remaining, manner);
  /** Of a list of which some ids matter, the pages are kept: it is read for one target after the other. */
  const get = (read: Read, page: Record<string, string> = {}): Promise<unknown> => {
    const key = JSON.stringify([questionOf(read), page]);
    const asked = pages.get(key) ?? answered(read, page);
    if (read.list?.ids) pages.set(key, asked);
    return asked;
  };
  const answered = async (read: Read, page: Record<string, string>): Promise<unknown> => {
    try {
      return await ask({ ...questionOf(read), query: { ...read.query, ...page } });
    } catch (error) {
      if (!(error instanceof Unanswered)) throw error;
      if (error.kind === 'too_long' || (heeds && !isOfOneRead(error))) throw error;
      if (read.absent && error.code === read.absent) return null;
      if (error.kind !== 'time') tell(error.message);
      return undefined;
    }
  };
  const answer = (read: Read) => (read.list ? whole(read.list, (page) => get(read, page)) : get(read));
  const unlessTooLong = (error: unknown): undefined => {
    if (!isTooLong(error)) throw error;
    tooLong = true;
    tell(error.message);
  };
  return {
    since: Date.now(),
    tooLong: () => tooLong,
    async all(reads) {
      const answers: Record<string, unknown> = {};
      for (const [name, read] of Object.entries(reads)) {
        const key = JSON.stringify(read);
        const asked = made.get(key) ?? answer(read).catch(unlessTooLong);
        made.set(key, asked);
        answers[name] = await asked;
      }
      return answers;
    },
  };
}

const questionOf = ({ list: _, absent: __, ...question }: Read) => question;

type List = NonNullable<Read['list']>;
type Get = (query: Record<string, string>) => Promise<unknown>;

/** Every item of a list, in smaller pages where one is too long. Throws what `everyPage` does once they cannot be smaller. */
async function whole(list: List, get: Get): Promise<unknown[] | undefined> {
  try {
    return await everyPage(list, get);
  } catch (error) {
    const size = list.sizes ? list.sizes.find((one) => one < list.size) : Math.floor(list.size / 2);
    if (!isTooLong(error) || size === undefined || size < SMALLEST_PAGE) throw error;
    return whole({ ...list, size }, get);
  }
}

const isTooLong = (error: unknown): error is Unanswered =>
  error instanceof Unanswered && error.kind === 'too_long';

/**
 * Every item that stood in the list all the while; undefined where that is not certain. Pages overlap by one item where an
 * offset counts items: while that one stands in its place, nothing before it came or went, and nothing slid between two pages.
 */
async function everyPage(list: List, get: Get): Promise<unknown[] | undefined> {
  const { items, size, offset, ids, counted = false, total: counts = 'total_count' } = list;
  const seen = new Map<string, unknown>();
  let [at, most] = [offset === 'pages' ? 1 : 0, 0];
  let last: string | undefined;
  for (;;) {
    const body = await get({ limit: String(size), offset: String(at) });
    const found = isPlainObject(body) ? body[items] : undefined;
    if (!isPlainObject(body) || !Array.isArray(found)) return undefined;
    const total = countOf(body[counts]);
    if (ids && total > size * ids.length) return eachAlone(list, ids, get);
    most = Math.max(most, total);
    const texts = found.map((item) => JSON.stringify(item));
    if (offset === 'items' && last !== undefined && texts[0] !== last) return undefined;
    const before = seen.size;
    for (const [place, text] of texts.entries()) seen.set(text, found[place]);
    last = texts.at(-1);
    if (found.length < size) {
      // An offset that counts otherwise than we think repeats or skips items, and so does a list that changes meanwhile:
      // then it is not complete.
      return (Number.isNaN(most) ? !counted : seen.size >= most) ? [...seen.values()] : undefined;
    }
    // An offset that is not heeded would show the same page for ever.
    if (seen.size === before) return undefined;
    at += offset === 'pages' ? 1 : size - 1;
  }
}

async function eachAlone(
  { ids: _, by = 'id', ...list }: List,
  ids: readonly string[],
  get: Get,
): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const id of ids) {
    const alone = await whole(list, (page) => get({ ...page, [by]: id }));
    // Where the id was not heeded this is the whole list, and would be for every other id.
    if (alone && alone.length > list.size) return alone;
    // What could not be read stays a gap: it hides none of the others, and nobody is absent from a list with a gap.
    found.push(...(alone ?? [undefined]));
  }
  return found;
}
