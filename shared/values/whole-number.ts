import * as z from 'zod/mini';

/** A whole number within bounds, whatever is wrong with it told in the same words. */
export const wholeNumber = (least: number, most: number) =>
  z.int(`expected a whole number from ${least} to ${most}`).check(z.gte(least), z.lte(most));
