import { short, type Told, unknown } from '../terms/outcome.ts';

// A reply is believed of what was asked for; of the rest, only so much that a person sees what came. An item of the ledger
// has a size, and a reply may have a megabyte.
const STRAYS_KEPT = 20;
const ANSWERS_KEPT = 5;
const LONGEST_JOB_ID = 128;

/**
 * Gives every requested target its outcomes, under the id as it was asked for: the vendor's documents know ids as letters
 * and digits, its samples as hexadecimal in lower case, so letter case makes no other target (inferred). Adds an `unknown`
 * for each without an outcome, and turns what was never asked for into `unknown`, the first 20 of it.
 */
export function account(requested: readonly string[], outcomes: readonly Told[]): Told[] {
  const asked = new Map(requested.map((target) => [keyOf(target), target]));
  const told = Map.groupBy(outcomes, ({ target }) => asked.get(keyOf(target)));
  const own = [...told].flatMap(([target, some]) => (target === undefined ? [] : firstOf(target, some)));
  return [
    ...own,
    ...firstStrays(told.get(undefined) ?? []),
    ...requested
      .filter((target) => !told.has(target))
      .map((target) => unknown(target, { reason: 'the reply does not mention this target' })),
  ];
}

const keyOf = (target: string) => target.toLowerCase();

/** A target may be told of twice; of one that is told of without end the rest is only counted. */
function firstOf(target: string, some: readonly Told[]): Told[] {
  const more = some.length - ANSWERS_KEPT;
  return [
    ...some.slice(0, ANSWERS_KEPT).map((outcome) => readable({ ...outcome, target })),
    ...(more > 0 ? [unknown(target, { reason: `the reply tells of this target ${more} times more` })] : []),
  ];
}

const readable = (outcome: Told): Told =>
  (outcome.job_id?.length ?? 0) > LONGEST_JOB_ID
    ? unknown(outcome.target, { reason: `the reply names a job of ${outcome.job_id?.length} characters` })
    : outcome;

function firstStrays(strays: readonly Told[]): Told[] {
  const more = strays.length - STRAYS_KEPT;
  return [
    ...strays
      .slice(0, STRAYS_KEPT)
      .map(({ target, verdict }) =>
        unknown(short(target), { reason: `the reply names a target that was not requested (${verdict})` }),
      ),
    ...(more > 0
      ? [unknown('others', { reason: `the reply names ${more} more targets that were not requested` })]
      : []),
  ];
}
