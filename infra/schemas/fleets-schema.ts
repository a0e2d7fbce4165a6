import { toJSONSchema } from 'zod/v4/core';
import type { Operation } from '../../shared/terms/operation.ts';
import { fleetSchema } from '../fleets/fleet-schema.ts';
import { name } from '../yaml/forms.ts';
import { DIALECT, type JsonSchema, namedEntries, objectSchemaOf } from './json-schema.ts';

/** What fleets.yml may hold; `partial`: fleets.<stage>.yml, whose entries name only what they change. */
export function fleetsFile(catalog: readonly Operation[], { partial = false } = {}): JsonSchema {
  const entry = objectSchemaOf(fleetSchema(catalog));
  const { $schema: _, '~standard': __, ...propertyNames } = toJSONSchema(name);
  return {
    $schema: DIALECT,
    title: partial ? 'Fleets of a stage' : 'Fleets',
    ...namedEntries(propertyNames, { ...entry, required: partial ? [] : entry.required }),
  };
}
