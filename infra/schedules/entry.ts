import * as z from 'zod/mini';
import type { Operation } from '../../shared/terms/operation.ts';
import { soundText } from '../../shared/values/sound-text.ts';
import { faultInZone } from '../../shared/values/time/zone.ts';

/** A schedule's name: also its name in EventBridge Scheduler. */
export const scheduleName = z
  .string()
  .check(
    z.regex(
      /^(?=.{1,64}$)[a-z0-9]+(-[a-z0-9]+)*$/,
      'expected a name of 1 to 64 lower-case letters and digits, joined by dashes',
    ),
  );

/** The operations that a schedule may bring. */
export const schedulable = (catalog: readonly Operation[]): readonly Operation[] =>
  catalog.filter(({ neverBy }) => !neverBy?.includes('timer'));

/** One entry of schedules.yml as far as it means the same for every operation. */
export const entrySchema = (operations: readonly string[]) =>
  z.strictObject({
    operation: z.enum(operations, `expected one of ${operations.join(', ')}`),
    when: z.string('expected cron(…), rate(…) or at(yyyy-mm-ddThh:mm:ss)'),
    time_zone: z._default(
      soundText(faultInZone, 'expected a time zone of the tz database such as Europe/Berlin'),
      'UTC',
    ),
    enabled: z.boolean('expected true or false'),
    intent: z.record(z.string(), z.unknown(), 'expected the fields of an intent'),
  });

/** An entry after checking. */
export type ScheduleEntry = z.infer<ReturnType<typeof entrySchema>>;
