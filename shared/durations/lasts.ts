import type { Operation } from '../terms/operation.ts';

/** An end of work that was proven: which job's, and how long that lasted, ms. */
export interface ProvenEnd {
  readonly job: string;
  readonly lasted_ms: number;
}

/** How long work is expected to last, ms; *assumed* where too few ends are known. */
export interface Lasts {
  readonly ms: number;
  readonly assumed?: true;
}

/** How many ends count, and how few of them tell nothing yet. */
export const ENDS_COUNTED = 20;
const FEWEST = 5;

/**
 * How long work of an operation lasts, by its last proven ends on one engine, oldest first: nine of ten of the last 20 lasted no
 * longer. With fewer than five it is the longest of those and of what the operation states.
 */
export function lastsOf(
  { follow: { takes_ms } }: Pick<Operation, 'follow'>,
  ends: readonly ProvenEnd[] = [],
): Lasts {
  const lasted = ends.slice(-ENDS_COUNTED).map(({ lasted_ms }) => lasted_ms);
  if (lasted.length < FEWEST) return { ms: Math.max(takes_ms, ...lasted), assumed: true };
  const [ms = takes_ms] = lasted.sort((one, other) => one - other).slice(Math.ceil(lasted.length * 0.9) - 1);
  return { ms };
}
