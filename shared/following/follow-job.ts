import * as z from 'zod/mini';
import { type Entry, outcomesOf } from '../ledger/entry/entry.ts';
import { announced, followed, jobKey, openJobs } from '../ledger/entry/following.ts';
import type { Job, Look } from '../ledger/entry/job.ts';
import { afterLook } from '../ledger/entry/job-end.ts';
import { requestKey } from '../ledger/keys.ts';
import { type Ledger, openLedger } from '../ledger/store.ts';
import type { Invocation, Received } from '../platform/ports.ts';
import { type Given, inForce, type Settings } from '../settings/settings.ts';
import { eventsOf } from '../telling/events.ts';
import { handToBus } from '../telling/hand-to-bus.ts';
import { type Names, readNames } from '../telling/names.ts';
import { Misconfigured, PlatformUnavailable } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { lookAt, type Readers, readersFor } from './look-at.ts';
import { noteUsual } from './note-usual.ts';
import { logEnd, logFailure } from './print-line.ts';

const message = z.object({ operation: z.string(), project_id: z.string(), request_id: z.string() });

/**
 * Looks at the jobs of the ledger entries that a batch of messages names, writes what it saw, and hands events to the bus.
 * Only what is due is done, so a message that comes twice does nothing. Returns the ids of messages whose ledger did not answer.
 */
export const followJobs =
  (catalog: readonly Operation[]) =>
  async (messages: readonly Received[], { remaining }: Invocation, given: Given): Promise<string[]> => {
    const readers = readersFor(remaining);
    const handedBack = await Promise.all(
      messages.map(async ({ id, body }) => {
        const named = message.safeParse(parseJson(body)).data;
        try {
          const operation = catalog.find(({ name }) => name === named?.operation);
          // It would never become readable; whoever may write to this queue wrote it.
          if (!named || !operation)
            throw new TypeError('the message names no operation, project and request');
          const pk = requestKey(named.operation, named.project_id, named.request_id);
          await follow(operation, pk, readers, inForce(given));
          return [];
        } catch (error) {
          logFailure(named, error);
          return [id];
        }
      }),
    );
    return handedBack.flat();
  };

async function follow(operation: Operation, pk: string, readers: Readers, settings: Settings): Promise<void> {
  if (!settings.LEDGER_TABLE) throw new Misconfigured('follow-job needs LEDGER_TABLE');
  const ledger = openLedger(settings.LEDGER_TABLE);
  const held = await ledger.read(pk);
  if (!held) return;
  const due = openJobs(held.entry).filter(({ look_at }) => look_at <= Date.now());
  const entry =
    due.length > 0
      ? await lookAndWrite(operation, pk, held.entry, due, ledger, readers, settings)
      : held.entry;
  if (settings.EVENT_BUS) await handOver(operation, pk, entry, ledger, settings);
}

async function lookAndWrite(
  operation: Operation,
  pk: string,
  entry: Entry,
  due: readonly Job[],
  ledger: Ledger,
  readers: Readers,
  settings: Settings,
): Promise<Entry> {
  const looks = new Map<string, Look>();
  for (const job of due) looks.set(jobKey(job), await lookAt(operation, entry, job, readers, settings));
  // What a look shows may be over by the time it is written, or was read for another job before: so it was at the outset.
  const at = readers.since;
  let ended: readonly Job[] = [];
  const { entry: after } = await ledger.change(operation, pk, (stands) => {
    // Onto the job as it stands: another follower may have seen more of it meanwhile.
    const looked = openJobs(stands).flatMap((job) => {
      const look = looks.get(jobKey(job));
      return look ? [afterLook(job, look, stands.baselines?.[job.target], at, settings.TIMING)] : [];
    });
    ended = looked.filter(({ end }) => end);
    return followed(stands, looked, Date.now());
  });
  for (const job of ended) logEnd(operation, after, job);
  if (settings.FLEET_TABLE) await noteWithoutFail(operation, after, ended, settings.FLEET_TABLE);
  return after;
}

/** What is usual tells later work; this job's end stands, whether or not it is noted. */
async function noteWithoutFail(
  operation: Operation,
  entry: Entry,
  ended: readonly Job[],
  table: string,
): Promise<void> {
  try {
    await noteUsual(operation, entry, ended, table);
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    logFailure(entry, error);
  }
}

/** Taken once more after a crash in between: its `event_id` tells the receiver. */
async function handOver(
  operation: Operation,
  pk: string,
  entry: Entry,
  ledger: Ledger,
  settings: Settings,
): Promise<void> {
  if (!entry.events?.length) return;
  const events = eventsOf(operation, entry, await namesIn(operation, entry, settings));
  if (events.length === 0) return;
  const taken = await handToBus(settings, events);
  await ledger.change(operation, pk, (stands) => announced(stands, taken, Date.now()));
}

/** What the survey calls the targets of a request. */
async function namesIn({ service }: Operation, entry: Entry, { FLEET_TABLE }: Settings): Promise<Names> {
  if (!FLEET_TABLE) return new Map();
  const { region, project_id: project } = entry;
  const targets = outcomesOf(entry).map(({ target }) => target);
  return readNames(FLEET_TABLE, { service, region, project }, targets);
}
