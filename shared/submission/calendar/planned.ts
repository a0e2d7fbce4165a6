import type { Calendar } from '../../calendar/calendar.ts';
import type { Work } from '../../calendar/fit.ts';
import { type Frozen, freezesIn } from '../../calendar/in-place.ts';
import { Misconfigured } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';

/** What is to be sent, as the calendar sees it. */
export interface Planned {
  readonly request: Intent;
  /** Undefined where the stage has none. */
  readonly calendar: Calendar | undefined;
  readonly work: Work;
  /** The last moment at which it may be sent, epoch ms. */
  readonly until: number;
  /** The freezes that a rule of the policy lifts for whoever brought it. */
  readonly lifted: readonly string[];
}

/** The freezes that work can touch which is sent up to a time (epoch ms), by their beginning. Throws `Misconfigured`. */
export function freezesUntil({ request, calendar, work, lifted }: Planned, until: number): Frozen[] {
  if (!calendar) return [];
  const { region, project_id: project } = request;
  const last = Math.max(until, work.starts_at ?? until) + work.lasts;
  const freezes = zoned(() => freezesIn(calendar, { region, project }, work.from, last));
  return freezes.filter(({ name }) => !lifted.includes(name));
}

/** What the calendar says in a region. Where its zone is not known, that is an error, and never taken for UTC. Throws `Misconfigured`. */
export function zoned<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new Misconfigured(`calendar.yml: ${error.message}`);
  }
}
