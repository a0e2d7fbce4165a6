import type { Fault } from '../fault.ts';

/** What a text says as JSON, or what is wrong with it. */
export type JsonReading = { readonly value: unknown } | { readonly faults: readonly Fault[] };

/**
 * Reads a JSON text that somebody wrote, with or without a byte order mark (RFC 8259 §8.1). Where it is no JSON the fault
 * says the position, of an object's key that stands twice the path; none repeats more of the text than a character or the keys of the path.
 */
export function readJson(written: string): JsonReading {
  const text = written.replace(/^\uFEFF/, '');
  const { wrongAt, twice } = scan(text);
  if (wrongAt !== undefined) {
    const what = wrongAt < text.length ? `unexpected ${JSON.stringify(text[wrongAt])}` : 'the text ends';
    return { faults: [{ path: '', message: `not valid JSON: ${what} at position ${wrongAt}` }] };
  }
  if (twice.length > 0) return { faults: twice.map((path) => ({ path, message: 'stands there twice' })) };
  return { value: JSON.parse(text) as unknown };
}

/** Which key stands twice in a JSON text, in words that tell nothing else of it: the text may be a secret. */
export function keyTwice(text: string): string | undefined {
  const read = readJson(text);
  const twice = 'faults' in read ? read.faults.find(({ path }) => path !== '') : undefined;
  return twice && `${twice.path} ${twice.message}`;
}

const BLANK = /[ \t\n\r]*/y;
const TOKEN =
  /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|[{}[\],:]/uy;

/** An object or list that is open: its keys so far, and the key or index of what is read in it. */
interface Open {
  readonly keys?: Set<string>;
  step: string | number;
}

type Next = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'nothing';

/** Goes over a text token by token: where it stops being JSON, and the paths of keys that their object has already. */
function scan(text: string): { wrongAt?: number; twice: string[] } {
  const open: Open[] = [];
  const twice: string[] = [];
  let next: Next = 'value';
  let at = 0;
  const after = (): Next => (open.length > 0 ? 'comma or end' : 'nothing');
  for (;;) {
    BLANK.lastIndex = at;
    BLANK.exec(text);
    TOKEN.lastIndex = BLANK.lastIndex;
    at = BLANK.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined)
      return next === 'nothing' && at === text.length ? { twice } : { wrongAt: at, twice };
    const inside = open.at(-1);
    if (
      (token === '}' || token === ']') &&
      next.endsWith('end') &&
      (inside?.keys !== undefined) === (token === '}')
    ) {
      open.pop();
      next = after();
    } else if (token === ',' && next === 'comma or end' && inside) {
      if (typeof inside.step === 'number') inside.step += 1;
      next = inside.keys ? 'key' : 'value';
    } else if (token === ':' && next === 'colon') {
      next = 'value';
    } else if (token.startsWith('"') && next.startsWith('key') && inside?.keys) {
      inside.step = JSON.parse(token) as string;
      if (inside.keys.has(inside.step)) twice.push(pathOf(open));
      inside.keys.add(inside.step);
      next = 'colon';
    } else if (next.startsWith('value') && !'}],:'.includes(token)) {
      if (token === '{') open.push({ keys: new Set(), step: '' });
      if (token === '[') open.push({ step: 0 });
      next = token === '{' ? 'key or end' : token === '[' ? 'value or end' : after();
    } else return { wrongAt: at, twice };
    at = TOKEN.lastIndex;
  }
}

const pathOf = (open: readonly Open[]): string =>
  open.reduce((path, { step }) => {
    if (typeof step === 'number') return `${path}[${step}]`;
    const key = step.length > 60 ? `${step.slice(0, 59)}…` : step;
    return path ? `${path}.${key}` : key;
  }, '');
