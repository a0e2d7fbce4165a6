import { parseInstant } from '../values/time/instant.ts';

/**
 * One read of the cloud. With `list`, every page is read: `items` names the array, `offset` counts items or pages. Where the
 * vendor's texts differ on that (`counted`), only a total proves the list complete. A page that is too long is read again in
 * smaller ones, of the `sizes` that the cloud takes where it does not take any. Where only those of some `ids` matter, they
 * are asked for one by one, by the parameter `by`, as soon as that takes fewer calls; an item is undefined where one of them
 * could not be read.
 */
export interface Read {
  readonly route: string;
  /** The route that is asked where the host does not know the first one; both answer alike. */
  readonly older?: string;
  /** What stands in the braces of the route, besides the project. */
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** What one of the vendor's queries has that are a POST. */
  readonly body?: Readonly<Record<string, unknown>>;
  /** An error code that is an answer too: there is no such thing. It reads as null. */
  readonly absent?: string;
  readonly list?: {
    readonly items: string;
    readonly size: number;
    readonly offset: 'items' | 'pages';
    readonly counted?: true;
    /** The field with the total, where it is not `total_count`. */
    readonly total?: string;
    readonly sizes?: readonly number[];
    readonly ids?: readonly string[];
    readonly by?: string;
  };
}

/** What reads answered, under their names: the items of a list or a whole body; null for what does not exist, undefined where a read failed or is incomplete. */
export type Answers = Readonly<Record<string, unknown>>;

/** The time span (epoch ms) in which the request's work can have begun by the cloud's clock. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/**
 * What the cloud shows of an earlier submission. *absent* means proof that it started nothing. *unseen* proves nothing, but the
 * cloud does the same request no second time, so that it may be sent again. In doubt it is *unclear*.
 */
export type Finding =
  | { readonly found: string }
  | { readonly absent: string }
  | { readonly unseen: string }
  | { readonly unclear: string };

/**
 * How to find out what became of a submission whose answer was lost: what to read, and a pure judgement over it. The reads
 * are made in their order: jobs before the state they change, or a job that ends in between shows nowhere.
 */
export interface Lookup<Request> {
  /** Whether the vendor's reply knows no refusal of single targets: a call is taken for all of them or for none. */
  readonly taken_whole?: true;
  reads(request: Request, target: string): Readonly<Record<string, Read>>;
  /** `taken` holds the jobs that other requests have claimed. */
  judge(
    answers: Answers,
    about: { request: Request; target: string; window: Window; taken: ReadonlySet<string> },
  ): Finding;
}

// Epoch ms of 2001 and of 2286. A number beyond is a time in another unit, or none: 0 for one that was never set.
const [EARLIEST, LATEST] = [1e12, 1e13];

/** Reads a time of a listing: the vendor's form or epoch milliseconds, as number or text (contract §7, §11). */
export function readTime(value: unknown): number | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const at = /^\d+$/.test(text) ? Number(text) : parseInstant(text)?.at;
  return at !== undefined && at >= EARLIEST && at < LATEST ? at : undefined;
}

/** Whether a listed time lies in the window; one that cannot be read might. */
export function mayLieIn({ from, to }: Window, value: unknown): boolean {
  const at = readTime(value);
  // Listings give whole seconds.
  return at === undefined || (at >= from - 1000 && at <= to);
}

/** The one candidate that no other request has claimed; several cannot be told apart, and none is for the caller to judge. */
export function single(ids: readonly unknown[], taken: ReadonlySet<string>): Finding | 'none' {
  const free = [...new Set(ids)].filter((id) => typeof id !== 'string' || !taken.has(id));
  const [first] = free;
  if (first === undefined) return 'none';
  if (free.length > 1) return { unclear: `${free.length} jobs in the time span could be ours` };
  return typeof first === 'string' ? { found: first } : { unclear: 'a job in the time span has no id' };
}
