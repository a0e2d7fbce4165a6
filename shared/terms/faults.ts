import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Fault } from '../values/fault.ts';
import { madeOnce } from '../values/made-once.ts';
import { redactText } from '../values/redact.ts';

// zod/mini brings no words of its own.
const words = madeOnce(en);
z.config({ localeError: (issue) => words().localeError(issue) });

/** What came, short and without secrets: `"abc"`, `17`, `an array of 12`, `nothing`. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Number.isNaN(value)) return 'no number';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  const text = redactText(typeof value === 'string' ? JSON.stringify(value) : String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The same of what may be a secret that got into the wrong place: no text of it. */
const describeKind = (value: unknown): string =>
  typeof value === 'string' ? `text of length ${value.length}` : describe(value);

// A message of a megabyte can be wrong in a hundred thousand places; whoever mends it reads the first few.
const MOST_FAULTS = 20;

/**
 * Zod's issues as faults of a thing: a path as one would write it, what was expected, what came; of many the first 20 and
 * the number of the others. Needs `reportInput`.
 */
export const faultsOf = (error: z.core.$ZodError, thing = 'this operation', came = describe): Fault[] =>
  faultsBy(error, () => `is not a field of ${thing}`, came);

/** The same of a schema whose message about unknown fields has a line for each of them. */
export const faultsInOwnWords = (error: z.core.$ZodError): Fault[] =>
  faultsBy(error, ({ message }, index) => message.split('\n')[index] ?? message, describe);

function faultsBy(
  error: z.core.$ZodError,
  stranger: (issue: z.core.$ZodIssue, index: number) => string,
  came: (value: unknown) => string,
): Fault[] {
  const issues = error.issues.map(withinUnion);
  const count = issues.reduce((sum, issue) => sum + ('keys' in issue ? issue.keys.length : 1), 0);
  const told = issues.slice(0, MOST_FAULTS).flatMap((issue): Fault[] => {
    const path = pathOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.slice(0, MOST_FAULTS).map((key, index) => ({
        path: path ? `${path}.${short(key)}` : short(key),
        message: stranger(issue, index),
      }));
    }
    const got = 'input' in issue ? `, got ${came(issue.input)}` : '';
    return [{ path, message: `${issue.message.replace(/^(Invalid|Too) \w+: |, received .*$/g, '')}${got}` }];
  });
  if (count <= MOST_FAULTS) return told;
  const more = { path: '', message: `and ${count - MOST_FAULTS} more problems` };
  return [...told.slice(0, MOST_FAULTS), more];
}

/** Where one form alone is of the kind that came, what is wrong inside it. */
function withinUnion(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inside = issue.errors.filter((form) => form.every(({ path }) => path.length > 0));
  const [found] = inside.length === 1 ? (inside[0] ?? []) : [];
  return found ? { ...found, path: [...issue.path, ...found.path] } : issue;
}

/** The same of variables, whose values may be secret. */
export const variableFaults = (error: z.core.$ZodError): Fault[] =>
  faultsOf(error, 'this variable', describeKind);

/** The same on one line. */
export const describeFaults = (error: z.core.$ZodError): string =>
  variableFaults(error)
    .map(({ path, message }) => `${path}: ${message}`)
    .join('; ');

function short(key: string): string {
  // Masked before it is cut: half a secret is not recognised any more.
  const text = redactText(key);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const pathOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : `${text}${text ? '.' : ''}${String(step)}`,
    '',
  );
