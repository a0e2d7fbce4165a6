import { type Rule, readPolicy } from '../../shared/policy/policy.ts';
import { describe } from '../../shared/terms/faults.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { stepsOf } from '../sources/entries.ts';
import { readSheet, type SourceFile } from '../sources/sheet.ts';
import { faultInSenderId } from './sender-id.ts';

/** The rules of a file, or its mistakes: `file:line: field: what was expected, what came`. */
export interface Read {
  readonly rules: readonly (readonly [name: string, rule: Rule])[];
  readonly mistakes: readonly string[];
}

/** Reads one file by itself; `operations` are the names that a rule may use. */
export function readFile(file: SourceFile, operations: readonly string[]): Read {
  const { content, faults, place } = readSheet(file);
  if (faults.length > 0) return { rules: [], mistakes: faults };
  if (!isPlainObject(content)) {
    return {
      rules: [],
      mistakes: [`${file.name}:1: expected rules under their names, got ${describe(content)}`],
    };
  }
  const told = (path: string, message: string) =>
    `${place(Object.hasOwn(content, path) ? [path] : stepsOf(path))}: ${path ? `${path}: ` : ''}${message}`;
  const read = readPolicy(content);
  if ('faults' in read) {
    return { rules: [], mistakes: read.faults.map(({ path, message }) => told(path, message)) };
  }
  const rules = Object.entries(read.policy);
  const strangers = rules.flatMap(([rule, { from }]) =>
    from.flatMap((pattern, index) => {
      const fault = faultInSenderId(pattern);
      return fault === undefined
        ? []
        : [told(`${rule}.from[${index}]`, `${fault}, got ${describe(pattern)}`)];
    }),
  );
  const unknown = rules.flatMap(([rule, { operations: named }]) =>
    named.flatMap((operation, index) =>
      operations.includes(operation)
        ? []
        : [
            told(
              `${rule}.operations[${index}]`,
              `expected one of ${operations.join(', ')}, got ${describe(operation)}`,
            ),
          ],
    ),
  );
  return { rules, mistakes: [...strangers, ...unknown] };
}
