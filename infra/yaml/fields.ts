import * as z from 'zod/mini';
import { nearestText } from '../../shared/values/nearest-text.ts';

/**
 * An object of these fields and no others, called `thing`; of one that is not known, the nearest is named. `refused` are fields
 * that cannot stand there, each with why.
 */
export function fieldsOf<Shape extends z.core.$ZodShape>(
  thing: string,
  shape: Shape,
  refused: Readonly<Record<string, string>> = {},
) {
  const names = Object.keys(shape);
  const strange = (key: string) => {
    const reason = Object.hasOwn(refused, key) ? refused[key] : undefined;
    if (reason !== undefined) return reason;
    const near = nearestText(key, names);
    return `is not a field of ${thing}: ${near ? `did you mean ${near}?` : `it has ${names.join(', ')}`}`;
  };
  return z.strictObject(shape, {
    error: (issue) =>
      // A line for each key, as `faultsInOwnWords` reads them.
      issue.code === 'unrecognized_keys'
        ? issue.keys.map(strange).join('\n')
        : `expected the fields of ${thing}: ${names.join(', ')}`,
  });
}
