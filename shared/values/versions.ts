import * as z from 'zod/mini';

const FORM = /^\d{1,9}(\.\d{1,9}){1,5}$/;

/** A version of dotted numbers such as `2.23.12.000`. */
export const version = z.string().check(z.regex(FORM, 'expected dotted numbers such as 2.23.12.000'));

/** Whether a text is a version, and so can be compared. */
export const isVersion = (text: string): boolean => FORM.test(text);

/**
 * A version without the `V2.0-` that GaussDB's newer lists and candidates put before it (fleet contract §2.1, §4): as it is
 * compared and sent.
 */
export const bareVersion = (text: string): string => text.replace(/^V2\.0-/, '');

/** Compares number by number, so that `2.9` stands before `2.10` and `3.0` equals `3.00`; negative, zero or positive. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split('.').map(Number)) as [number[], number[]];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Whether two texts name the same versions, one or several with spaces or commas between, in whatever order. */
export function nameSameVersions(one: string, other: string): boolean {
  const [left, right] = [one, other].map((text) =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(bareVersion),
  ) as [string[], string[]];
  return left.length === right.length && isAmong(left, right) && isAmong(right, left);
}

const isAmong = (some: readonly string[], all: readonly string[]) =>
  some.every((one) =>
    all.some((other) =>
      isVersion(one) && isVersion(other) ? compareVersions(one, other) === 0 : one === other,
    ),
  );
