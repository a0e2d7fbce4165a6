import { toJSONSchema } from 'zod/v4/core';
import type { Operation } from '../../shared/terms/operation.ts';
import { entrySchema, schedulable, scheduleName } from '../schedules/entry.ts';
import { intentSchema } from './intent-schema.ts';
import { DIALECT, type JsonSchema, namedEntries, objectSchemaOf } from './json-schema.ts';

/** What schedules.yml may hold; `partial`: schedules.<stage>.yml, whose entries name only what they change. */
export function schedulesFile(all: readonly Operation[], { partial = false } = {}): JsonSchema {
  const catalog = schedulable(all);
  const entry = objectSchemaOf(entrySchema(catalog.map(({ name }) => name)));
  const { $schema: _, ...propertyNames } = toJSONSchema(scheduleName);
  return {
    $schema: DIALECT,
    title: partial ? 'Schedules of a stage' : 'Schedules',
    ...namedEntries(propertyNames, {
      ...entry,
      required: partial ? [] : entry.required,
      allOf: catalog.map(({ name }) => ({
        if: { properties: { operation: { const: name } }, required: ['operation'] },
        // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
        then: { properties: { intent: { $ref: `#/$defs/${name}` } } },
      })),
    }),
    $defs: Object.fromEntries(catalog.map((operation) => [operation.name, scheduledIntent(operation)])),
  };
}

/** Every run of a schedule has a `request_id` of its own. */
function scheduledIntent(operation: Operation): JsonSchema {
  const { properties, ...rest } = intentSchema(operation);
  const { request_id: _, ...others } = properties;
  return { ...rest, properties: others };
}
