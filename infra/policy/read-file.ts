import { type Rule, readPolicy } from '../../shared/policy/policy.ts';
import { describe } from '../../shared/terms/faults.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { stepsOf } from '../yaml/entries.ts';
import { readYamlFile, type SourceFile } from '../yaml/yaml-file.ts';
import { faultInSenderId } from './sender-id.ts';

/** The rules of a file, or its mistakes: `file:line: field: what was expected, what came`. */
export interface Read {
  readonly rules: readonly (readonly [name: string, rule: Rule])[];
  readonly mistakes: readonly string[];
}

/** The names that a rule may use: of operations, and of freezes, where the calendar can be read. */
export interface Named {
  readonly operations: readonly string[];
  readonly freezes?: readonly string[] | undefined;
}

/** Reads one file by itself. */
export function readFile(file: SourceFile, { operations, freezes }: Named): Read {
  const { content, faults, place } = readYamlFile(file);
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
  const others = (path: string, named: readonly string[], known: readonly string[], none: string) =>
    named.flatMap((name, index) => {
      const expected = known.length > 0 ? `one of ${known.join(', ')}` : none;
      return known.includes(name)
        ? []
        : [told(`${path}[${index}]`, `expected ${expected}, got ${describe(name)}`)];
    });
  const unknown = rules.flatMap(([rule, { operations: named = [], during_freezes: lifted = [] }]) => [
    ...others(`${rule}.operations`, named, operations, 'an operation'),
    ...others(`${rule}.during_freezes`, lifted, freezes ?? lifted, 'none, since calendar.yml has no freeze'),
  ]);
  return { rules, mistakes: [...strangers, ...unknown] };
}
