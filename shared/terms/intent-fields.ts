import * as z from 'zod/mini';
import { CONTROL } from '../values/control-characters.ts';
import { projectId } from '../values/project-id.ts';
import { regionId } from '../values/region-id.ts';
import { soundText } from '../values/sound-text.ts';
import { faultInWhen } from '../values/time/when.ts';
import { expects } from './expects.ts';

/** The most characters a `request_id` may have. */
export const LONGEST_REQUEST_ID = 256;

/** A caller's idempotency key; of characters that no mask for secrets ever touches. */
export const requestId = z
  .string()
  .check(z.regex(/^[\w.:/#+,~-]{1,256}$/, 'expected 1 to 256 letters, digits and . _ : / # + , ~ -'));

const when = soundText((text) => faultInWhen(text, 'expected RFC 3339 or an ISO 8601 duration such as PT2H'));
// Of what is no text, U+FFFE and U+FFFF are what SQS does not carry; what is unassigned today may be a letter tomorrow.
const WORDS = new RegExp(String.raw`^[^${CONTROL}\uFFFE\uFFFF]*$`, 'u');
/** The same with line breaks and tabs, as in a ticket's description. */
const LINES = new RegExp(String.raw`^(?:[^${CONTROL}\uFFFE\uFFFF]|[\t\r\n])*$`, 'u');
const words = (form: RegExp) =>
  z.string().check(
    z.minLength(1, 'expected at least one character'),
    z.maxLength(1024, { error: 'expected at most 1024 characters', abort: true }),
    z.regex(form, 'expected text without control characters'),
    z.refine((text) => text.isWellFormed(), 'expected text without halves of characters'),
  );

/** The window of the instance itself, in place of the name of one in calendar.yml. */
export const OWN_WINDOW = 'own';

// Which names there are, the calendar says.
const WINDOW = 'expected own, or the name of a window in calendar.yml';
const windowName = z.string(WINDOW).check(z.regex(/^[a-z0-9-]{1,40}$/, WINDOW));

/** The fields that every intent may carry besides the vendor's own. */
export const common = z.strictObject({
  request_id: z.optional(requestId),
  region: z.optional(regionId),
  project_id: z.optional(projectId),
  language: z.optional(z.enum(['en-us', 'zh-cn'])),
  dry_run: z.optional(z.boolean()),
  not_before: z.optional(when),
  not_after: z.optional(when),
  ends_by: z.optional(when),
  expects: z.optional(expects),
  window: z.optional(windowName),
  change_id: z.optional(words(WORDS)),
  requested_by: z.optional(words(WORDS)),
  reason: z.optional(words(LINES)),
});
