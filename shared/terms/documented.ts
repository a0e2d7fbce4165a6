import type { Host } from '../huawei/services/services.ts';

/** Where a reply comes from: the host, and the route with names in braces. */
export interface Place {
  readonly service: Host;
  readonly route: string;
  /** The route that is asked where the host does not know that one; both answer in one shape. */
  readonly older?: string;
}

/** What stands in a field of a reply, as the vendor documents it. */
export interface Field {
  readonly is: readonly ('string' | 'number' | 'boolean' | 'object')[];
  /** Our code reads it: about the others it may be wrong without harm. */
  readonly used?: true;
  /** The documented words. */
  readonly words?: readonly string[];
  /** It is a point in time. */
  readonly time?: true;
  /** It holds the vendor's own words, versions or sizes, and nothing of the customer's. */
  readonly plain?: true;
}

/** Fields by name: `name[]` for a list of such, `name?` for what may be missing or null, `*` for names that are data. */
export interface Shape {
  readonly [name: string]: Field | Shape;
}

/** A reply with its shape and the vendor's text it was taken from. */
export interface Documented extends Place {
  readonly source: string;
  readonly body: Shape;
}

/** Something of the customer's: an id, a name, an address, a text. */
export const text: Field = { is: ['string'] };
/** The vendor's own word, version, size or span. */
export const plain: Field = { is: ['string'], plain: true };
export const number: Field = { is: ['number'] };
export const flag: Field = { is: ['boolean'] };
/** An object whose content is documented nowhere. */
export const anything: Field = { is: ['object'] };
export const time: Field = { is: ['string'], time: true };
export const words = (...list: string[]): Field => ({ is: ['string'], words: list });
/** One or the other, where the vendor's schema and sample disagree. */
export const either = (one: Field, other: Field): Field => ({
  ...one,
  ...other,
  is: [...one.is, ...other.is],
});
/** How many items a list has: a number, or one in quotes as some are declared. */
export const total: Field = either(number, plain);
/** The same field, read by our code. */
export const used = (field: Field): Field => ({ ...field, used: true });
