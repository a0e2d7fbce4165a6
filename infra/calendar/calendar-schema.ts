import * as z from 'zod/mini';
import { OF_REGION } from '../../shared/calendar/calendar.ts';
import { faultInLocal } from '../../shared/calendar/freeze.ts';
import { DAYS, faultInTimeOfDay } from '../../shared/calendar/window.ts';
import { projectId } from '../../shared/values/project-id.ts';
import { regionId } from '../../shared/values/region-id.ts';
import { soundText } from '../../shared/values/sound-text.ts';
import { faultInZone } from '../../shared/values/time/zone.ts';
import { fieldsOf } from '../yaml/fields.ts';
import { because, duration, list, NAME_FORM, name, tagName } from '../yaml/forms.ts';

const zone = soundText((text) => {
  const fault = text === OF_REGION ? undefined : faultInZone(text);
  return fault && `${fault}, or ${OF_REGION}`;
}, `expected a time zone such as Europe/Berlin, or ${OF_REGION}`);

const window = fieldsOf('a window', {
  days: z.union(
    [z.literal('every'), list(z.enum(DAYS))],
    `expected every, or a list of these alone: ${DAYS.join(', ')}`,
  ),
  from: soundText(faultInTimeOfDay, 'expected a time of day in quotes, such as "22:00"'),
  for: duration('PT1M'),
  time_zone: zone,
  regions: z.optional(list(regionId)),
});

const local = soundText(faultInLocal, 'expected a local time such as 2026-12-18T18:00');

const freeze = fieldsOf('a freeze', {
  from: z.optional(local),
  to: z.optional(local),
  cron: z.optional(z.string('expected cron(…)')),
  for: z.optional(duration('PT1M')),
  time_zone: zone,
  regions: z.optional(list(regionId)),
  projects: z.optional(list(projectId)),
  because,
});

const named = <Entry extends z.ZodMiniType>(entry: Entry, things: string) =>
  z._default(
    z.record(name, entry, {
      error: ({ code }) => (code === 'invalid_key' ? NAME_FORM : `expected ${things} under their names`),
    }),
    {},
  );

const DAY = 'expected a day such as 2027-06-30';
const faultInDay = (text: string): string | undefined => (faultInLocal(`${text}T00:00`) ? DAY : undefined);

/** What calendar.yml holds. */
export const calendarSchema = () =>
  fieldsOf('a calendar', {
    windows: named(window, 'windows'),
    freezes: named(freeze, 'freezes'),
    never_together: z._default(list(tagName()), []),
    reviewed_until: z.optional(soundText(faultInDay, DAY)),
  });

/** A calendar whose fields are right, one by one. */
export type Written = z.infer<ReturnType<typeof calendarSchema>>;
