import type { Operation } from '../../shared/terms/operation.ts';
import { calendarFile } from './calendar-schema.ts';
import { eventFiles } from './event-schemas.ts';
import { fleetsFile } from './fleets-schema.ts';
import { intentFile } from './intent-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { openapiFile } from './openapi.ts';
import { reportFile } from './report-schema.ts';
import { schedulesFile } from './schedules-schema.ts';

/** Every file of `schemas/`: its name and its text. */
export function schemaFiles(catalog: readonly Operation[]): { name: string; text: string }[] {
  const files: Readonly<Record<string, JsonSchema>> = {
    ...Object.fromEntries(catalog.map((operation) => [`intent-${operation.name}`, intentFile(operation)])),
    report: reportFile(),
    ...eventFiles(),
    schedules: schedulesFile(catalog),
    'schedules-stage': schedulesFile(catalog, { partial: true }),
    fleets: fleetsFile(catalog),
    'fleets-stage': fleetsFile(catalog, { partial: true }),
    calendar: calendarFile(),
    'calendar-stage': calendarFile({ partial: true }),
    openapi: openapiFile(catalog),
  };
  return Object.entries(files).map(([name, schema]) => ({
    name: `${name}.json`,
    text: `${JSON.stringify(schema, null, 2)}\n`,
  }));
}
