import type { Amount } from './fleet.ts';

const SHARE = /^(\d+(?:\.\d+)?)%$/;

/** The number that a share such as `10%` holds; undefined for a number. Throws `RangeError` for another text. */
export function percentOf(amount: Amount): number | undefined {
  if (typeof amount === 'number') return undefined;
  const [, digits] = SHARE.exec(amount) ?? [];
  if (digits === undefined) throw new RangeError(`expected a number or a share such as 10%, got ${amount}`);
  return Number(digits);
}

/** An amount of `size` targets as a number: a share is rounded down, and is one at least. Throws `RangeError`. */
export function amountOf(amount: Amount, size: number): number {
  const percent = percentOf(amount);
  return percent === undefined ? Number(amount) : Math.max(1, Math.floor((size * percent) / 100));
}

/** More are never at work at once in one wave: the head of its rollout lists every one of them. */
const MOST_AT_ONCE = 100;

/** How many of `size` targets may be at work at once. Throws `RangeError`. */
export const atOnceOf = (amount: Amount, size: number): number =>
  Math.min(MOST_AT_ONCE, amountOf(amount, size));

/** How many of `size` targets must end well, for a share in percent: rounded up. */
export const enoughOf = (percent: number, size: number): number => Math.ceil((size * percent) / 100);
