import type { Field, Shape } from '../terms/documented.ts';
import { readTime } from '../terms/lookup.ts';
import { isPlainObject } from '../values/json/plain-object.ts';

/** How replies differ from what is documented, as in `instances[].datastore.hotfix_versions` is `missing in 1 of 3`. */
export interface Difference {
  readonly path: string;
  readonly kind: 'missing' | 'new' | 'type' | 'word' | 'time';
  readonly says: string;
  /** Whether our code reads it. */
  readonly used: boolean;
}

/** One name of a shape taken apart. */
export interface Member {
  readonly name: string;
  readonly list: boolean;
  readonly optional: boolean;
  readonly inner: Field | Shape;
}

/** The members of a shape. */
export const membersOf = (shape: Shape): Member[] =>
  Object.entries(shape).map(([key, inner]) => {
    const optional = key.endsWith('?');
    const name = optional ? key.slice(0, -1) : key;
    const list = name.endsWith('[]');
    return { name: list ? name.slice(0, -2) : name, list, optional, inner };
  });

/** Whether it is a field and no further shape. */
export const isField = (inner: Field | Shape): inner is Field => Array.isArray(inner.is);

/** The differences of all these bodies from the shape, each once; those that our code reads first. */
export function compare(shape: Shape, bodies: readonly unknown[]): Difference[] {
  const found = new Map<string, Difference & { readonly times: number; readonly parent: string }>();
  const visited = new Map<string, number>();
  const met = new Set<string>();
  const note = (difference: Difference, parent = '') => {
    const key = `${difference.path} ${difference.kind} ${difference.says}`;
    found.set(key, { ...difference, times: (found.get(key)?.times ?? 0) + 1, parent });
  };

  const object = (members: Shape, value: unknown, path: string): void => {
    if (!isPlainObject(value)) {
      note(otherType(path, value, 'object', isUsed(members)));
      return;
    }
    visited.set(path, (visited.get(path) ?? 0) + 1);
    const known = membersOf(members);
    for (const member of known) {
      if (member.name === '*') {
        for (const inner of Object.values(value)) one(member, inner, join(path, '*'));
      } else {
        present(member, value[member.name], join(path, member.name), path);
      }
    }
    if (known.some(({ name }) => name === '*')) return;
    for (const [name, inner] of Object.entries(value)) {
      if (known.some((member) => member.name === name)) continue;
      note({ path: join(path, name), kind: 'new', says: `new (${kindOf(inner)})`, used: false });
    }
  };

  const present = (member: Member, value: unknown, path: string, parent: string): void => {
    const { list, optional, inner } = member;
    if (value === undefined || (value === null && optional)) {
      if (!optional) note({ path, kind: 'missing', says: 'missing', used: isUsed(inner) }, parent);
    } else if (!list) {
      one(member, value, path);
    } else if (!Array.isArray(value)) {
      note(otherType(path, value, 'array', isUsed(inner)));
    } else {
      // The same thing in several replies counts once.
      for (const item of value) {
        const key = `${path} ${JSON.stringify(item)}`;
        if (!met.has(key)) one(member, item, `${path}[]`);
        met.add(key);
      }
    }
  };

  const one = ({ inner }: Member, value: unknown, path: string): void => {
    if (!isField(inner)) {
      object(inner, value, path);
      return;
    }
    const used = inner.used ?? false;
    if (!inner.is.includes(kindOf(value) as 'string')) {
      note(otherType(path, value, inner.is.join(' or '), used));
    } else if (inner.words && value !== '' && !inner.words.includes(String(value))) {
      note({ path, kind: 'word', says: `${quoted(value)}, documented ${inner.words.join(', ')}`, used });
    } else if (inner.time && value !== '' && readTime(value) === undefined) {
      note({ path, kind: 'time', says: `${quoted(value)} is no time of a documented form`, used });
    }
  };

  for (const body of bodies) object(shape, body, '');
  return [...found.values()]
    .map(({ times, parent, says, path, ...rest }) => {
      const of = visited.get(parent) ?? 0;
      const part = rest.kind === 'missing' && times < of ? `missing in ${times} of ${of}` : says;
      return { ...rest, path: path || 'body', says: part };
    })
    .sort((one, other) => Number(other.used) - Number(one.used));
}

const join = (path: string, name: string) => (path === '' ? name : `${path}.${name}`);

/** A word of the vendor's, cut where it is none. */
const quoted = (value: unknown) => JSON.stringify(String(value).slice(0, 40));

const isUsed = (inner: Field | Shape): boolean =>
  isField(inner) ? (inner.used ?? false) : Object.values(inner).some(isUsed);

const otherType = (path: string, value: unknown, documented: string, used: boolean): Difference => ({
  path,
  kind: 'type',
  says: `${kindOf(value)}, documented ${documented}`,
  used,
});

const kindOf = (value: unknown): string =>
  value === null
    ? 'null'
    : Array.isArray(value)
      ? 'array'
      : typeof value === 'undefined'
        ? 'no JSON'
        : typeof value;
