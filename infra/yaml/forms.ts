import * as z from 'zod/mini';
import { soundText } from '../../shared/values/sound-text.ts';
import { durationNotTaken, parseDuration } from '../../shared/values/time/duration.ts';

/** A list of at least one entry. */
export const list = <Item extends z.ZodMiniType>(item: Item, expected = 'expected a list') =>
  z.array(item, expected).check(z.minLength(1, 'expected at least one entry'));

const NAME = /^(?=.{1,40}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
/** What a name looks like, in words. */
export const NAME_FORM =
  'expected a name of at most 40 lower-case letters and digits, joined by dashes, a letter first';

/** A name of a fleet, a wave, a window, a freeze or a channel. */
export const name = z.string(NAME_FORM).check(z.regex(NAME, NAME_FORM));

/** Why something is as it is, on one line. */
export const because = z
  .string('expected why, as text on one line')
  .check(z.regex(/^[^\p{Cc}]{1,500}$/u, 'expected 1 to 500 characters on one line'));

/** A tag by its key, `tag:<key>`. */
export const tagName = () =>
  z.string('expected tag:<key>').check(z.regex(/^tag:[^\p{Cc}]{1,128}$/u, 'expected tag:<key>'));

const DURATION = 'expected a duration such as PT2H or P14D';

/** An ISO 8601 duration that is not shorter than `least`. */
export const duration = (least: string) =>
  soundText((text) => {
    const length = parseDuration(text);
    if (length === undefined) return durationNotTaken(text) ?? DURATION;
    return length < (parseDuration(least) ?? 0) ? `expected a duration of at least ${least}` : undefined;
  }, DURATION);
