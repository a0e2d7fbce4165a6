import { soundText } from '../../shared/values/sound-text.ts';
import { durationNotTaken, parseDuration } from '../../shared/values/time/duration.ts';

const FORM = 'expected a duration such as PT2H or P14D';

/** An ISO 8601 duration that is not shorter than `least`. */
export const duration = (least: string) =>
  soundText((text) => {
    const length = parseDuration(text);
    if (length === undefined) return durationNotTaken(text) ?? FORM;
    return length < (parseDuration(least) ?? 0) ? `expected a duration of at least ${least}` : undefined;
  }, FORM);
