import { calendarSchema } from '../calendar/calendar-schema.ts';
import { DIALECT, type JsonSchema, objectSchemaOf, SHARED } from './json-schema.ts';

/** What calendar.yml may hold; `partial`: calendar.<stage>.yml, whose windows and freezes name only what they change. */
export function calendarFile({ partial = false } = {}): JsonSchema {
  const { properties, ...calendar } = objectSchemaOf(calendarSchema());
  const { windows = {}, freezes = {} } = properties;
  return {
    $schema: DIALECT,
    title: partial ? 'Calendar of a stage' : 'Calendar',
    ...calendar,
    patternProperties: { [SHARED]: true },
    properties: {
      ...properties,
      windows: withEntries(windows, partial ? { required: [] } : {}),
      freezes: withEntries(freezes, partial ? { required: [] } : { oneOf: FORMS }),
    },
  };
}

/** A freeze is once, or again and again. */
const FORMS = [{ required: ['from', 'to'] }, { required: ['cron', 'for'] }];

const withEntries = (part: JsonSchema, more: JsonSchema): JsonSchema => ({
  ...part,
  additionalProperties: { ...(part.additionalProperties as JsonSchema), ...more },
});
