import type { Site } from './in-place.ts';
import type { Interval } from './interval.ts';

/** What is open, frozen or scheduled somewhere; what is scheduled ends when such work usually does. Times in epoch ms. */
export interface CalendarItem extends Interval, Site {
  readonly state: 'open' | 'frozen' | 'scheduled';
  readonly name: string;
  readonly targets: readonly string[];
  readonly because: string;
}
