import * as z from 'zod/mini';

const text = (form: RegExp, expected: string) => z.string(expected).check(z.regex(form, expected));

/** What an intent expects of each of its targets: the version that runs there, that this tag holds nobody back, or both. */
export const expects = z.strictObject({
  from: z.optional(
    text(
      /^[^\p{Cc}\s](?:[^\p{Cc}]{0,254}[^\p{Cc}\s])?$/u,
      'expected the version that runs there, as `pending` shows it',
    ),
  ),
  hold_tag: z.optional(text(/^[^\p{Cc}]{1,128}$/u, 'expected the key of a tag, 1 to 128 characters')),
});
export type Expects = z.infer<typeof expects>;
