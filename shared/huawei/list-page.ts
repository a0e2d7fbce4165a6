/** How many items a list says it has: a number, or one in quotes as some samples have it (contract §7.1); NaN for anything else. */
export const countOf = (total: unknown): number =>
  typeof total === 'number' || (typeof total === 'string' && total !== '') ? Number(total) : Number.NaN;
