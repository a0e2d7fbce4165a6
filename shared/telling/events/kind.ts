import * as z from 'zod/mini';

/** A kind of event on the bus (source `db-upkeep`): rules, schemas and docs/events.md follow from it. */
export interface EventKind {
  readonly detailType: string;
  /** When one is written. */
  readonly written: string;
  /** Whether people get its sentence by mail, where they are told. */
  readonly mail: boolean;
  /** What became of what its detail tells of: what went *well* is mailed once a day, and of releases only what went *badly*. */
  readonly became?: (detail: Readonly<Record<string, unknown>>) => 'well' | 'badly' | 'otherwise';
  /** It goes to chats at full and half hours, too, when their robots have most to do. */
  readonly urgent?: true;
  /** What its detail holds. A later version may add fields. Made when asked for: no function checks what it writes. */
  readonly detail: () => z.ZodMiniType;
}

/** The version of the events' details; it grows when a field changes its meaning. */
export const VERSION = 1;

export const text = z.string;
export const maybe = () => z.exactOptional(z.string());
/** UTC to the millisecond. */
export const time = () => z.string().check(z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/));

/** What every detail holds. Delivered more than once an event keeps its `event_id`; `link` is its page, where a console is hosted. */
export const always = () => ({
  version: z.literal(VERSION),
  event_id: text(),
  sentence: text(),
  link: maybe(),
});
