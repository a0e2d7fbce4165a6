import type { Documented, Field, Shape } from '../terms/documented.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { isField, membersOf } from './compare.ts';
import type { Pseudonyms } from './pseudonyms.ts';

// What the vendor writes into a plain field: words, versions, sizes, times, spans.
const PLAIN = /^[\w .,:;%+()/-]{0,80}$/;
// As in `8.102.0.2,8.102.0.3`; an address does not begin with one digit, or hardly ever.
const VERSIONS = /^\d(?:\.\d{1,4}){2,4}(?:, ?\d(?:\.\d{1,4}){2,4})*$/;
const NAME = /^[a-zA-Z][a-zA-Z_]{0,40}$/;

/**
 * A reply's body with all that is the customer's replaced. Kept is only what a documented field holds of the vendor's: words,
 * versions, times, numbers and flags; texts of fields that nobody documents are replaced as well.
 */
export function anonymous(body: unknown, { body: shape }: Documented, names: Pseudonyms): unknown {
  return inShape(body, shape);

  function inShape(value: unknown, inner: Shape | Field | undefined): unknown {
    if (inner !== undefined && isField(inner)) return inField(value, inner);
    if (Array.isArray(value)) return value.map((item) => inShape(item, inner));
    if (!isPlainObject(value)) return unknownValue(value);
    const known = inner === undefined ? [] : membersOf(inner);
    const entries = Object.entries(value).map(([name, held]) => {
      const member = known.find((one) => one.name === name) ?? known.find((one) => one.name === '*');
      // What is no list although it should be one has names of its own, which may be data.
      const fits = member && member.list === Array.isArray(held);
      return [
        keyOf(name, member?.name, inner !== undefined),
        inShape(held, fits ? member.inner : undefined),
      ] as const;
    });
    return Object.fromEntries(entries);
  }

  /** A name directly below a documented one is the vendor's, if it looks like one; deeper, it may be data. */
  function keyOf(name: string, documented: string | undefined, below: boolean): string {
    if (documented !== undefined && documented !== '*') return name;
    return below && documented === undefined && NAME.test(name) ? name : names.for(name);
  }

  function inField(value: unknown, field: Field): unknown {
    if (Array.isArray(value)) return value.map((item) => inField(item, field));
    if (isPlainObject(value)) return inOpen(value, field);
    if (typeof value !== 'string') return value;
    const vendors = field.plain || field.time || field.words;
    return vendors && PLAIN.test(value) ? names.scrub(value) : names.for(value);
  }

  /** An object whose content nobody documents: of the vendor's own the names are kept, and versions. */
  function inOpen(value: Record<string, unknown>, { is, plain }: Field): unknown {
    const vendors = plain === true && is.includes('object');
    const entries = Object.entries(value).map(([name, held]) => [
      keyOf(name, undefined, vendors),
      vendors && typeof held === 'string' && VERSIONS.test(held) ? held : inShape(held, undefined),
    ]);
    return Object.fromEntries(entries);
  }

  function unknownValue(value: unknown): unknown {
    if (typeof value === 'string') return names.for(value);
    return typeof value === 'number' ? Number(names.for(String(value)).replace(/[^\d.-]/g, '')) || 0 : value;
  }
}

/** The words that are documented for this reply's fields. */
export const documentedWords = ({ body }: Documented): string[] => wordsIn(body);

const wordsIn = (inner: Shape | Field): string[] =>
  isField(inner) ? [...(inner.words ?? [])] : membersOf(inner).flatMap((member) => wordsIn(member.inner));
