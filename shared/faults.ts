import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import type { Fault } from './errors.ts';
import { redactText } from './redact.ts';

// zod/mini brings no words of its own.
z.config(en());

/** What came, short and without secrets: `"abc"`, `17`, `an array of 12`, `nothing`. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value !== null && typeof value === 'object') return 'an object';
  const text = redactText(typeof value === 'string' ? JSON.stringify(value) : String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Zod's issues as faults of a thing: a path as one would write it, what was expected, what came. Needs `reportInput`. */
export function faultsOf(error: z.core.$ZodError, thing = 'this operation'): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const path = pathOf(issue.path);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => ({
        path: path ? `${path}.${short(key)}` : short(key),
        message: `is not a field of ${thing}`,
      }));
    }
    const came = 'input' in issue ? `, got ${describe(issue.input)}` : '';
    return [
      {
        path,
        message: `${issue.message.replace(/^Invalid input: /, '').replace(/, received .*$/, '')}${came}`,
      },
    ];
  });
}

/** The same on one line, without values: for configuration, whose values may be secret. */
export const describeFaults = (error: z.core.$ZodError): string =>
  error.issues
    .map(({ path, message }) => `${pathOf(path)}: ${message.replace(/, received .*$/, '')}`)
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
