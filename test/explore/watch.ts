import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { usualTiming } from '../../shared/settings/timing.ts';
import type { Accepted } from '../../stand-in/cloud/exchange.ts';
import { type Work, workStatus } from '../../stand-in/cloud/work.ts';
import type { Scenario } from './scenarios.ts';
import type { Surroundings } from './surroundings.ts';

/** A piece of work that the cloud took, and for which request. */
export interface Taken extends Accepted {
  readonly request_id: string;
}

// Until the next sweep, the next look, and for an outage of ours to pass.
const LONGEST_WAIT_MS = 3 * 60 * 60_000;

/** Follows what reaches the cloud, and says at once what never may. */
export interface Watch {
  readonly submissions: number;
  readonly taken: readonly Taken[];
  readonly broken: readonly string[];
  /** To be called as a submission arrives, before the cloud has judged it. */
  arrives(request_id: string, path: string, body: string): void;
  /** To be called as soon as the cloud has judged it. */
  judged(request_id: string): void;
  /** To be called with every request's record as it is written; times in epoch ms: now, and when we could last begin to look. */
  written(entry: Entry, now: number, able: number): void;
  workOf(taken: Taken): Work | undefined;
}

export function startWatch({ targets }: Scenario, { world }: Surroundings): Watch {
  const taken: Taken[] = [];
  const broken: string[] = [];
  let submissions = 0;
  const { state } = world;
  const workOf = ({ job_id, instance_id }: Taken) =>
    state.jobs.get(job_id) ?? state.tasks.get(`${job_id}/${instance_id}`);
  const isAtWork = (one: Taken) => {
    const work = workOf(one);
    return work !== undefined && ['Pending', 'Running'].includes(workStatus(work, world.now()));
  };
  return {
    taken,
    broken,
    get submissions() {
      return submissions;
    },
    workOf,
    written({ request_id, targets }, now, able) {
      const old = Object.values(targets).some(
        (state) =>
          state.state === 'unknown' &&
          now > Math.max(state.until, able) + usualTiming.look_for_ms + LONGEST_WAIT_MS,
      );
      if (old) broken.push(`unknown never ends: ${request_id}`);
    },
    arrives(request_id, path, body) {
      submissions += 1;
      for (const target of targets.filter((id) => path.includes(id) || body.includes(id))) {
        const before = taken.filter((one) => one.target === target);
        const other = before.find((one) => one.request_id !== request_id && isAtWork(one));
        if (other)
          broken.push(`two at once: ${request_id} on ${target}, where ${other.request_id} is at work`);
        // The cloud may refuse it as busy; that is luck.
        if (before.some((one) => one.request_id === request_id)) {
          broken.push(`submitted twice: ${target} for ${request_id}`);
        }
      }
    },
    judged(request_id) {
      for (const accepted of world.accepted.slice(taken.length)) {
        const before = taken.find((one) => one.target === accepted.target && one.request_id === request_id);
        taken.push({ ...accepted, request_id });
        if (before) broken.push(`submitted twice: ${accepted.target} for ${request_id}`);
      }
    },
  };
}
