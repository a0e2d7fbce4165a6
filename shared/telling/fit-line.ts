import type { Verdict } from '../terms/outcome.ts';

/** CloudWatch cuts an event at 256 KB, 26 bytes of its own included; a line that was cut is no JSON, and its metrics are lost. */
const LONGEST_LINE_BYTES = 256 * 1024 - 1024;

const MOST_ITEMS = 128;
const WORST_FIRST: readonly (Verdict | undefined)[] = [
  'unknown',
  'rejected',
  'not_sent',
  'accepted',
  'already_done',
];

type Fields = Readonly<Record<string, unknown>>;

/**
 * A line's JSON, with its line end. Of one that would be too long, lists keep their first items, of outcomes the worst, and
 * `left_out` says how many each lost; longer texts end in `…`. What the ledger holds stays whole.
 */
export function fitLine(fields: Fields): string {
  let line = lineOf(fields);
  for (let most = MOST_ITEMS; isTooLong(line); most = Math.floor(most / 2)) line = lineOf(cut(fields, most));
  return line;
}

const lineOf = (fields: Fields) => `${JSON.stringify(fields)}\n`;

const isTooLong = (line: string) =>
  line.length * 3 > LONGEST_LINE_BYTES && Buffer.byteLength(line) > LONGEST_LINE_BYTES;

/** `_aws` names the metrics: without any of it there are none. */
function cut({ _aws, ...fields }: Fields, most: number): Fields {
  const lost = Object.entries(fields).flatMap(([name, value]) => {
    const left = sizeOf(value) - most;
    return left > 0 ? [[name, left]] : [];
  });
  const short = Object.entries(fields).map(([name, value]) => [name, shortened(value, most)]);
  return { ...Object.fromEntries(short), left_out: Object.fromEntries(lost), _aws };
}

function shortened(value: unknown, most: number): unknown {
  if (typeof value === 'string') return shortText(value, most);
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return worstFirst(value, most).map((one) => shortened(one, most));
  const entries = Object.entries(value).slice(0, most);
  return Object.fromEntries(entries.map(([key, one]) => [shortText(key, most), shortened(one, most)]));
}

/** An id stays whole for as long as anything can. */
function shortText(text: string, most: number): string {
  const length = Math.max(256, 16 * most);
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}

function worstFirst(list: readonly unknown[], most: number): readonly unknown[] {
  if (list.length <= most) return list;
  const rank = (one: unknown) => WORST_FIRST.indexOf((one as { verdict?: Verdict } | null)?.verdict);
  return list.toSorted((one, other) => rank(one) - rank(other)).slice(0, most);
}

function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return value !== null && typeof value === 'object' ? Object.keys(value).length : 0;
}
