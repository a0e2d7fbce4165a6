import { type Entry, isSettled, outcomesOf, targetsIn } from '../../shared/ledger/entry/entry.ts';
import { openJobs } from '../../shared/ledger/entry/following.ts';
import type { Item } from '../../shared/platform/aws/row.ts';
import { workStatus } from '../../stand-in/cloud/work.ts';
import type { Scenario } from './scenarios.ts';
import type { Surroundings } from './surroundings.ts';
import type { Watch } from './watch.ts';

/** What is held against what happened. */
export interface Facts {
  readonly scenario: Scenario;
  readonly outside: Surroundings;
  readonly watch: Watch;
  /** The requests of which a person got a letter. */
  readonly told: ReadonlySet<string>;
  readonly now: number;
}

/** A request's record, and when its row is due. */
export interface Recorded {
  readonly entry: Entry;
  readonly due_at: number | undefined;
}

/** The ledger's requests. */
export const recordedIn = (items: readonly Item[], operation: string): Recorded[] =>
  items.flatMap(({ pk, doc, due_at }) =>
    pk?.S?.startsWith(`${operation}#`) && doc?.S
      ? [
          {
            entry: JSON.parse(doc.S) as Entry,
            due_at: due_at?.N === undefined ? undefined : Number(due_at.N),
          },
        ]
      : [],
  );

/** What is wrong once nothing happens any more, or never stops happening. */
export function judgeRest({ outside, scenario }: Facts, rested: boolean): string[] {
  return recordedIn(outside.table.items(), scenario.operation.name).flatMap(({ entry, due_at }) => {
    const { request_id } = entry;
    const open =
      !isSettled(entry) || entry.hand_over === 'pending' || openJobs(entry).length > 0 || entry.events;
    if (open && due_at === undefined) return [`neither rests nor is due: ${request_id}`];
    const states = Object.values(entry.targets).map(({ state }) => state);
    return open || !rested ? [`never comes to rest: ${request_id}, ${states.join(', ')}`] : [];
  });
}

/** What is wrong with what the ledger says in the end. */
export function judgeTruth(facts: Facts): string[] {
  const { scenario, outside, watch } = facts;
  const records = recordedIn(outside.table.items(), scenario.operation.name);
  return records.flatMap(({ entry }) => [
    ...falseSuccesses(entry, watch, outside),
    ...falseRefusals(entry, watch),
  ]);
}

function falseSuccesses(entry: Entry, watch: Watch, { world }: Surroundings): string[] {
  const { request_id, jobs = [] } = entry;
  const accepted = outcomesOf(entry).filter(({ verdict }) => verdict === 'accepted');
  const ofOurs = (target: string, job_id: string | undefined) =>
    watch.taken.find(
      (one) => one.target === target && one.job_id === job_id && one.request_id === request_id,
    );
  const never = accepted.filter(({ target, job_id }) => !ofOurs(target, job_id));
  const ended = jobs.filter(({ target, job_id, end }) => {
    const taken = ofOurs(target, job_id);
    const work = taken && watch.workOf(taken);
    return end?.end === 'succeeded' && (!work || workStatus(work, world.now()) !== 'Completed');
  });
  return [
    ...never.map(({ target }) => `accepted, which the cloud did not: ${target} of ${request_id}`),
    ...ended.map(({ target }) => `succeeded, which it did not: ${target} of ${request_id}`),
  ];
}

function falseRefusals(entry: Entry, { taken }: Watch): string[] {
  const { request_id } = entry;
  return Object.entries(entry.targets).flatMap(([target, state]) => {
    const was = taken.some((one) => one.target === target && one.request_id === request_id);
    if (!was || state.state !== 'done') return [];
    const right = state.outcomes.some(({ verdict }) =>
      ['accepted', 'already_done', 'unknown'].includes(verdict),
    );
    return right ? [] : [`accepted and called ${state.outcomes[0]?.verdict}: ${target} of ${request_id}`];
  });
}

/** The intents' targets that neither the ledger nor a letter nor a queue knows any more. */
export function judgeLoss({ scenario, outside, told }: Facts): string[] {
  const { operation, targets } = scenario;
  const records = recordedIn(outside.table.items(), operation.name).map(({ entry }) => entry);
  const waits = [operation.name, `${operation.name}-dead`].flatMap((queue) => outside.queues.on(queue));
  const names = (request_id: string) =>
    waits.some(({ body, attributes }) => attributes.request_id === request_id || body.includes(request_id));
  const ids = new Set(scenario.sent.map(({ request_id }) => request_id));
  return [...ids].flatMap((id) =>
    targets.flatMap((target) => (isLost(id, target) ? [`lost: ${target} of ${id}`] : [])),
  );

  function isLost(request_id: string, target: string): boolean {
    if (names(request_id)) return false;
    const entry = records.find((one) => one.request_id === request_id);
    const state = entry?.targets[target];
    if (!entry || !state) return true;
    if (state.state !== 'done') return targetsIn(entry, 'done').includes(target);
    if (state.outcomes.some(({ code }) => code === 'sent_on')) {
      const part = records.find(
        (one) => one.request_id.startsWith(`${request_id}/`) && target in one.targets,
      );
      return part ? isLost(part.request_id, target) : !waits.some(({ body }) => body.includes(target));
    }
    const good = state.outcomes.every(({ verdict }) => verdict === 'accepted' || verdict === 'already_done');
    return !good && !told.has(request_id);
  }
}
