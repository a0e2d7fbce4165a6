import { problemsOf } from '../../calendar/problems.ts';
import { VERSION } from '../../telling/events/kind.ts';
import { type AboutOverdue, overdue } from '../../telling/events/overdue.ts';
import { handToBus } from '../../telling/hand-to-bus.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';
import { fleetReport } from '../compliance/fleet-report.ts';
import { weeklyOf } from '../compliance/weekly.ts';
import { placesOf, surveysOf } from '../places.ts';
import { readKept } from '../survey/kept.ts';
import type { Context } from './context.ts';
import type { Standing } from './store.ts';
import { type Told, WEEKLY } from './weekly-due.ts';

/** Has the bus take what there is to tell; else looks at every fleet for it and keeps that. Throws `PlatformUnavailable`. */
export async function tellWeekly(
  known: Standing<Told> | undefined,
  context: Context,
  now: number,
): Promise<void> {
  const { store } = context;
  const { doc, version = 0 } = known ?? {};
  if (doc && doc.outbox.length > 0) {
    const left = await offered(doc.outbox, context);
    await store.put(WEEKLY, { ...doc, outbox: left } satisfies Told, version);
    return;
  }
  // Where nothing stood yet the first look is next Monday's.
  const outbox = doc ? await lookedAt(doc.next, context, now) : [];
  await store.put(WEEKLY, { next: nextMonday(now), outbox } satisfies Told, version);
}

/** What the bus did not take. */
async function offered(outbox: Told['outbox'], { settings }: Context): Promise<Told['outbox']> {
  const { detailType } = overdue;
  const events = outbox.map((detail) => ({
    key: detail.event_id,
    detailType,
    at: Date.parse(detail.at),
    detail,
  }));
  const taken = await handToBus(settings, events);
  return outbox.filter(({ event_id }) => !taken.includes(event_id));
}

async function lookedAt(
  due: number,
  { table, fleets, calendar }: Context,
  now: number,
): Promise<AboutOverdue[]> {
  const kept = await readKept(table, surveysOf(placesOf(fleets, {})));
  const unreviewed = problemsOf(calendar, [], now).filter(({ path }) => path === 'reviewed_until');
  return weeklyOf(fleetReport(kept, fleets, now), fleets, unreviewed).map((one, index) =>
    redact({ version: VERSION, event_id: `weekly/${iso(due)}/${index}`, at: iso(now), ...one }),
  );
}

/** Mondays at 08:10 UTC. */
function nextMonday(now: number): number {
  const today = Math.floor(now / DAY) * DAY + 8 * HOUR + 10 * MINUTE;
  const days = (8 - new Date(today).getUTCDay()) % 7;
  const at = today + days * DAY;
  return at > now ? at : at + 7 * DAY;
}
