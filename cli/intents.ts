import type { Operation } from '../shared/terms/operation.ts';
import { chunksOf } from '../shared/values/chunks.ts';
import type { Found } from './candidate.ts';

/** The intents of what was found, in its order: one a target, or one for all that differ in their targets alone where the operation says so. */
export function intentsOf({ operation, together, candidates = [] }: Found): object[] {
  const proposed = candidates.flatMap(({ target, intent }) => (intent ? [{ target, intent }] : []));
  const { narrow } = operation;
  if (!together || !narrow) return proposed.map(({ intent }) => intent);
  const alike = Map.groupBy(proposed, ({ intent }) => likeness(intent, narrow));
  return [...alike.values()].flatMap((group) =>
    chunksOf(group, together.most).map((some) => ({
      ...some[0]?.intent,
      ...narrow(some.map(({ target }) => target)),
    })),
  );
}

/** What of an intent has to be equal: all but its targets. */
function likeness(intent: object, narrow: NonNullable<Operation['narrow']>): string {
  const ofTargets = Object.keys(narrow([]));
  return JSON.stringify(Object.entries(intent).filter(([name]) => !ofTargets.includes(name)));
}
