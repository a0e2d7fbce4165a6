import * as z from 'zod/mini';
import { CONTROL } from '../values/control-characters.ts';

const text = (form: string, expected: string) =>
  z.string(expected).check(z.regex(new RegExp(form, 'u'), expected));

/** What an intent expects of each of its targets: the version that runs there, that this tag holds nobody back, or both. */
export const expects = z.strictObject({
  from: z.optional(
    text(
      String.raw`^[^${CONTROL}\s](?:[^${CONTROL}]{0,254}[^${CONTROL}\s])?$`,
      'expected the version that runs there, as `pending` shows it',
    ),
  ),
  hold_tag: z.optional(text(`^[^${CONTROL}]{1,128}$`, 'expected the key of a tag, 1 to 128 characters')),
});
export type Expects = z.infer<typeof expects>;
