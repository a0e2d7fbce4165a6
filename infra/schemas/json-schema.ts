import * as z from 'zod/v4/core';

/** A JSON Schema, 2020-12. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** An object schema of JSON Schema. */
export interface ObjectSchema extends JsonSchema {
  readonly properties: Readonly<Record<string, JsonSchema>>;
  readonly required: readonly string[];
}

/** The dialect that every schema here is written in. */
export const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * What a zod object schema takes, as JSON Schema without its `$schema`. Checks that are code (an order of versions, a time)
 * have no words there and are left out.
 */
export function objectSchemaOf(schema: z.$ZodType): ObjectSchema {
  const { properties = {}, required = [], ...more } = schemaOf(schema) as Partial<ObjectSchema>;
  return { ...more, properties, required };
}

/** The same of any schema. */
export function schemaOf(schema: z.$ZodType): JsonSchema {
  const { $schema: _, '~standard': __, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}

/** The top-level keys of our YAML files that are left out. */
export const SHARED = '^x-';

/** A file of entries under their names; beside them anything under an `x-` name, which is there for anchors. */
export const namedEntries = (names: JsonSchema, entry: JsonSchema): JsonSchema => ({
  type: 'object',
  propertyNames: { anyOf: [names, { pattern: SHARED }] },
  patternProperties: { [SHARED]: true },
  additionalProperties: entry,
});
