import { lastsOf } from '../durations/lasts.ts';
import { lookForRoom } from '../ledger/hourly-count.ts';
import { hourKey } from '../ledger/keys.ts';
import { readPause } from '../ledger/pause.ts';
import type { Ticket } from '../ledger/ticket.ts';
import { type Caller, callerName, permissionFor } from '../policy/permitted.ts';
import type { Settings } from '../settings/settings.ts';
import type { Intent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { readReleaseId } from '../terms/release.ts';
import type { Planned } from './calendar/planned.ts';
import type { Checked } from './flow.ts';
import { lastMoment } from './gates/ends-by.ts';
import type { Clock, Facts } from './gates/facts.ts';
import type { Readings } from './gates/gates.ts';

/** What gates know of an intent by the clock alone. */
export const clockFacts = (
  operation: Operation,
  { not_before, deadline, ends_by, fields }: Intent,
  now: number,
  lasts = lastsOf(operation),
): Clock => ({
  now,
  not_before,
  deadline,
  late: operation.tooLate?.(fields, Math.max(now, not_before ?? now)),
  work: { starts_at: operation.follow.starts?.(fields), lasts, ends_by },
});

/** What gates know without a read: the intent's times, and what is left of this run. */
export function factsOf(operation: Operation, flow: Checked): Facts {
  const { settings, request } = flow;
  return {
    ...clockFacts(operation, request, Date.now(), flow.lasts),
    run: {
      throttled: flow.brake?.throttled ?? false,
      left_ms: Math.round(flow.remaining()),
      needs_ms: settings.HW_TIMEOUT_MS + settings.TIMING.submit_margin_ms,
      lease_until: flow.ticket?.claimed?.until,
    },
  };
}

/** What is asked for, by whom, and how the calendar is read. */
export interface Asked {
  readonly request: Intent;
  readonly settings: Settings;
  readonly caller: Caller;
  readonly calendar: Checked['calendar'];
}

/** The same of a flow: whoever brought it first. */
export const askedIn = (flow: Checked): Asked => ({
  ...flow,
  caller: flow.ticket?.held?.entry ?? flow,
  calendar: flow.calendar,
});

/** What is planned to be sent by a clock, as the calendar sees it. Throws `Misconfigured`. */
export async function plannedOf(operation: Operation, asked: Asked, clock: Clock): Promise<Planned> {
  const { request, settings, caller, calendar } = asked;
  const { now, not_before = now, work } = clock;
  const { during_freezes: lifted = [] } = permissionFor(operation, caller, request, settings);
  return {
    request,
    calendar: await calendar(),
    work: { from: Math.max(now, not_before), starts_at: work.starts_at, lasts: work.lasts.ms },
    until: lastMoment(clock),
    lifted,
  };
}

/** How gates learn what the calendar says, with a ledger or without. */
export const calendarReadings = (operation: Operation, asked: Asked) =>
  ({
    async freeze(clock) {
      if (!(await asked.calendar())) return undefined;
      const { freezeFor } = await import('./calendar/freeze.ts');
      return freezeFor(await plannedOf(operation, asked, clock));
    },
    async opening(clock) {
      if (asked.request.window === undefined) return undefined;
      const { openingFor } = await import('./calendar/window.ts');
      return openingFor(await plannedOf(operation, asked, clock));
    },
  }) satisfies Readings;

/** When the work of what leaves now has to have ended, epoch ms: by its `ends_by`, and before its window closes; undefined where nothing says. */
export async function endsByOf(operation: Operation, flow: Checked): Promise<number | undefined> {
  const { ends_by } = flow.request;
  const opening = await calendarReadings(operation, askedIn(flow)).opening(factsOf(operation, flow));
  const times = [ends_by, opening?.closes, flow.own_closes].filter((at) => typeof at === 'number');
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** How gates learn what policy and ledger say of a request that has targets to send. `room` looks at the hour, or counts. */
export const readingsOf = (
  operation: Operation,
  flow: Checked,
  { pk, ledger, entry, send, held }: Ticket,
  room = lookForRoom,
) =>
  ({
    ...calendarReadings(operation, askedIn(flow)),
    permission() {
      const { settings, request } = flow;
      return permissionFor(operation, held ? entry : flow, request, settings);
    },
    async rollout() {
      const release = readReleaseId(entry.request_id);
      if (!release) return undefined;
      const { settings, request } = flow;
      const { readRollout } = await import('./read-rollout.ts');
      const standing = await readRollout(release.rollout, settings);
      const targets = send.flatMap((target) => [
        target,
        operation.instanceOf?.(request.fields, target) ?? target,
      ]);
      return { name: release.rollout, standing, targets };
    },
    pause: () => readPause(ledger.table, operation.name),
    async hour({ permission }) {
      const { rule, max_targets_per_hour: limit } = permission ?? {};
      if (rule === undefined || limit === undefined) return undefined;
      const about = { id: pk, targets: send, limit };
      const room_at = await room(ledger.table, hourKey(operation.name, rule), about);
      const is_release = entry.trigger === 'fleet';
      return {
        rule,
        limit,
        room_at,
        is_release,
        ...(!held && !is_release && { new_from: callerName(flow) }),
      };
    },
  }) satisfies Readings;
