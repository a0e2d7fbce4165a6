import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A resource of a compiled template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | readonly string[];
}

/** A compiled CloudFormation template, and how to look things up in it. */
export interface Template {
  readonly text: string;
  readonly resources: Readonly<Record<string, Resource>>;
  /** The logical ids and properties of a type. */
  of(type: string): { readonly id: string; readonly properties: Record<string, unknown> }[];
}

/** Reads what `npx --no-install db-upkeep package` wrote in a folder. */
export function templateIn(folder: string): Template {
  const text = readFileSync(join(folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8');
  const { Resources: resources } = JSON.parse(text) as { Resources: Record<string, Resource> };
  return {
    text,
    resources,
    of: (type) =>
      Object.entries(resources)
        .filter(([, { Type }]) => Type === type)
        .map(([id, { Properties }]) => ({ id, properties: Properties })),
  };
}

/** The logical ids that a value refers to, by `Ref`, `Fn::GetAtt` or `Fn::Sub`. */
export function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return String(inner).startsWith('AWS::') ? [] : [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    if (key === 'Fn::Sub') {
      const [text, names] = Array.isArray(inner) ? inner : [inner, {}];
      const own = new Set(Object.keys(names as object));
      const found = [...String(text).matchAll(/\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}/g)].map(
        ([, id = '']) => id,
      );
      return [...found.filter((id) => !own.has(id)), ...referencesIn(names)];
    }
    return referencesIn(inner);
  });
}

/** A statement of a policy document as it stands in the template. */
export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

/** Every statement of every policy in a resource. */
export function statementsIn(value: unknown): Statement[] {
  if (Array.isArray(value)) return value.flatMap(statementsIn);
  if (value === null || typeof value !== 'object') return [];
  const { Statement, ...rest } = value as { Statement?: unknown };
  const own = Array.isArray(Statement) ? (Statement as Statement[]) : [];
  return [...own, ...Object.values(rest).flatMap(statementsIn)];
}

/** What stands in a list or alone. */
export const listed = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
