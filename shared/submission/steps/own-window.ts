import { showInstance, windowShown } from '../../huawei/details.ts';
import type { Reads } from '../../terms/follow.ts';
import { OWN_WINDOW } from '../../terms/intent-fields.ts';
import type { Answers } from '../../terms/lookup.ts';
import type { Operation } from '../../terms/operation.ts';
import { notSent, type Outcome, rejected } from '../../terms/outcome.ts';
import type { Checked } from '../flow.ts';
import { askedIn, clockFacts, plannedOf } from '../gather.ts';

/** What keeps a target until its window opens (epoch ms, where that is known), or for good. */
export interface Kept {
  readonly outcome: Outcome;
  readonly until?: number;
}

/** How it is seen whether the own window of a target's instance is open. */
export interface OwnWindow {
  reads(target: string): Reads;
  /** `least` is how long the work takes at least, ms, where that is known of the target. */
  judge(answers: Answers, target: string, least?: number): Kept | undefined;
}

const CODE = 'window_closed';

/** The same for an intent that has it sent in its instance's own window; undefined for any other. Throws `Misconfigured`. */
export async function ownWindowFor(operation: Operation, flow: Checked): Promise<OwnWindow | undefined> {
  const { request } = flow;
  if (request.window !== OWN_WINDOW) return undefined;
  const { ownOpening } = await import('../calendar/window.ts');
  const now = Date.now();
  const planned = await plannedOf(operation, askedIn(flow), clockFacts(operation, request, now, flow.lasts));
  const { service } = operation;
  const instanceOf = (target: string) => operation.instanceOf?.(request.fields, target) ?? target;
  return {
    reads: (target) => showInstance(service, instanceOf(target)),
    judge(answers, target, least = 0) {
      const work = { ...planned.work, lasts: Math.max(planned.work.lasts, least) };
      const opening = ownOpening(windowShown(service, answers, instanceOf(target)), { ...planned, work });
      if (!opening) {
        const reason = 'the maintenance window of its instance could not be read';
        return { outcome: notSent(target, { code: CODE, reason, retry: true }) };
      }
      const { because: reason, fits_at, closes = 'never' } = opening;
      if (fits_at === 'never') return { outcome: rejected(target, { code: CODE, reason }) };
      if (fits_at <= now) {
        if (closes !== 'never') flow.own_closes = Math.min(closes, flow.own_closes ?? closes);
        return undefined;
      }
      return { outcome: notSent(target, { code: CODE, reason, retry: true }), until: fits_at };
    },
  };
}
