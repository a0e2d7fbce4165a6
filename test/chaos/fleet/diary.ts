import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import type { DecisionMessage } from '../../../shared/fleet/steering/decision-message.ts';

// What people did in a run, by their own notes. Times are epoch ms.

/** A decision as it was sent, and when a function first said that it is done, on the scale of `performance.now()`; absent: it never did. */
export interface Said {
  readonly message: DecisionMessage;
  readonly at: number;
  heeded?: number;
}

/** A plan as somebody read it before the first approval. */
export interface ReadPlan {
  readonly head: RolloutHead;
  readonly rows: readonly RolloutTarget[];
}

/** Something done to a target behind our back. */
export interface Accident {
  readonly target: string;
  readonly instance: string;
  readonly kind: 'changed' | 'done' | 'tagged' | 'deleted' | 'manual';
  readonly at: number;
  /** The same on the scale of `performance.now()`, where no clock leaps. */
  readonly real: number;
  /** Of a tag: until when it holds. */
  readonly until?: number;
}

/** Everything that people did. */
export class Diary {
  readonly plans = new Map<string, ReadPlan>();
  /** By the id of the message. */
  readonly said = new Map<string, Said>();
  readonly accidents: Accident[] = [];
  /** When a release was first put on its queue, by its id. */
  readonly released = new Map<string, number>();

  /** At which targets an alarm began with the work of a release, and of which rollout. */
  readonly alarms = new Map<string, string>();

  /** Takes in that a function did what a message says. */
  heeded(id: string): void {
    const said = this.said.get(id);
    if (said) said.heeded ??= performance.now();
  }

  /** What was sent with a verb about a rollout. */
  of<Verb extends DecisionMessage['verb']>(
    verb: Verb,
    rollout: string,
  ): (Said & { readonly message: Extract<DecisionMessage, { verb: Verb }> })[] {
    return [...this.said.values()].filter(
      (one): one is Said & { message: Extract<DecisionMessage, { verb: Verb }> } =>
        one.message.verb === verb && 'rollout' in one.message && one.message.rollout === rollout,
    );
  }

  accidentsOf(target: string, instance: string): Accident[] {
    return this.accidents.filter((one) => one.target === target || one.instance === instance);
  }
}
