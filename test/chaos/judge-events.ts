import { isDeepStrictEqual } from 'node:util';
import { isSettled, settledStatus } from '../../shared/ledger/entry/entry.ts';
import { jobKey, settledKey } from '../../shared/ledger/entry/following.ts';
import type { TakenEvent } from '../../stand-in/platform/event-bus.ts';
import { type Evidence, isSentOn, type Wrong } from './judge.ts';

const SETTLED = 'settled/';

/** What was told without the names that people gave their databases: those are a courtesy, read anew with each telling. */
function nameless({ detail: { names, ...detail } }: TakenEvent): unknown {
  const named = Object.entries((names ?? {}) as Readonly<Record<string, string>>);
  const inJson = (text: string) => JSON.stringify(text).slice(1, -1);
  return JSON.parse(
    named.reduce(
      (text, [id, name]) => text.replaceAll(inJson(`${name} (${id})`), id),
      JSON.stringify(detail),
    ),
  );
}

/** Compares what the bus was told with the ledger: every settled request and every end at least once, and nothing else. */
export function judgeEvents({ entries }: Evidence, events: readonly TakenEvent[]): Wrong[] {
  const wrongs: Wrong[] = [];
  const told = Map.groupBy(events, ({ detail }) => String(detail.event_id));
  const conflicts = new Set(entries.flatMap(({ pk, conflicts }) => (conflicts ? [pk] : [])));
  const expected = new Map<string, { request_id: string; says: unknown }>();
  for (const entry of entries.filter((one) => !isSentOn(one))) {
    const { pk, request_id, jobs = [] } = entry;
    const expect = (key: string, says: unknown) => expected.set(`${pk}#${key}`, { request_id, says });
    if (isSettled(entry)) expect(settledKey(entry.settled_at ?? 0), settledStatus(entry));
    for (const job of jobs) if (job.end) expect(jobKey(job), job.end.end);
  }
  for (const [id, { request_id, says }] of expected) {
    const same = told.get(id) ?? [];
    const [first, ...others] = same;
    if (!first) wrongs.push({ what: 'not announced', request_id, detail: `${id} (${says})` });
    if (first && others.some((other) => !isDeepStrictEqual(nameless(other), nameless(first))))
      wrongs.push({ what: 'falsely announced', request_id, detail: `${id} was told in several ways` });
    const last = same.at(-1);
    if (last && (last.detail.end ?? last.detail.status) !== says)
      wrongs.push({ what: 'falsely announced', request_id, detail: `${id} is ${says}, was told otherwise` });
  }
  for (const [id, [first]] of told) {
    // A request that was settled anew, since a second job turned up, was announced before.
    const settledBefore = id.includes(`#${SETTLED}`) && conflicts.has(id.slice(0, id.indexOf(`#${SETTLED}`)));
    if (expected.has(id) || settledBefore) continue;
    const request_id = String(first?.detail.request_id);
    wrongs.push({ what: 'falsely announced', request_id, detail: `${id} is not in the ledger` });
  }
  return wrongs;
}
