import type { DatabaseService } from './resources.ts';
import { RuleList } from './rule-list.ts';

/**
 * How a piece of work ends, in ms of the cloud's clock. `afterMs` is how long the work runs once it has started;
 * for `vanishes` and `canceled` it counts from acceptance and is 0 when left out.
 */
export type Ending =
  /** Completed, and changed as promised; `unchanged`: nothing changed; `unprovable`: the fields that would show it are gone from the reads. */
  | { how: 'completed' | 'unchanged' | 'unprovable'; afterMs?: number }
  /** Failed with this reason, which no field of a scheduled task's listing shows (contract §3). */
  | { how: 'failed'; fail_reason: string; afterMs?: number }
  /** Completed, and the reads show the change only `lagMs` later. */
  | { how: 'lags'; lagMs: number; afterMs?: number }
  /** From then on no read knows it, though the work itself goes on and changes what it promised. */
  | { how: 'vanishes'; afterMs?: number }
  /** Cancelled by someone else; that an immediate job can be is in no document [?]. */
  | { how: 'canceled'; afterMs?: number }
  /** Runs for ever. */
  | { how: 'never' };

/** An ending laid up for the next `times` (1) pieces of work; with `target`, for those on this instance or proxy. */
export type EndingRule = Ending & { target?: string; times?: number };

/** The work an ending is wanted for. */
export interface Ended {
  target: string;
  instance_id: string;
  service: DatabaseService;
  name: string;
}

/** Which ending befalls which work: rules in the order they were added, then `decide`, then `completed`. */
export class EndingScript {
  /** Decides by program, for work that no rule is waiting for. */
  decide: ((work: Ended) => Ending | undefined) | undefined;
  readonly #rules = new RuleList<EndingRule>();

  add(rule: EndingRule): this {
    this.#rules.add(rule);
    return this;
  }

  /** Forgets all rules and `decide`. */
  clear(): void {
    this.#rules.clear();
    this.decide = undefined;
  }

  /** The ending of this work; uses up one turn of the rule it came from. */
  take(work: Ended): Ending {
    const rule = this.#rules.take(
      ({ target }) => target === undefined || target === work.target || target === work.instance_id,
    );
    return rule ?? this.decide?.(work) ?? { how: 'completed' };
  }
}

const isTime = (value: unknown) => typeof value === 'number' && value >= 0;
const isText = (value: unknown) => typeof value === 'string';
const TIME = { fits: isTime, form: 'a number of at least 0', needed: false };
const TEXT = { fits: isText, form: 'a string', needed: false };
const NEEDED = { needed: true };

const FIELDS: Record<Ending['how'], Record<string, typeof TIME>> = {
  completed: { afterMs: TIME },
  unchanged: { afterMs: TIME },
  unprovable: { afterMs: TIME },
  failed: { afterMs: TIME, fail_reason: { ...TEXT, ...NEEDED } },
  lags: { afterMs: TIME, lagMs: { ...TIME, ...NEEDED } },
  vanishes: { afterMs: TIME },
  canceled: { afterMs: TIME },
  never: {},
};

/** Reads a rule from JSON; throws an Error that names the field which is wrong. */
export const endingRule = (body: Record<string, unknown>): EndingRule => {
  const own = Object.entries(FIELDS).find(([how]) => how === body.how)?.[1];
  if (!own)
    throw new Error(`how must be one of ${Object.keys(FIELDS).join(', ')}, not ${JSON.stringify(body.how)}`);
  const fields: typeof own = { ...own, target: TEXT, times: TIME };
  const unknown = Object.keys(body).find((name) => name !== 'how' && !fields[name]);
  if (unknown) throw new Error(`an ending that is ${body.how} has no ${unknown}`);
  for (const [name, { fits, form, needed }] of Object.entries(fields)) {
    const value = body[name];
    if (value === undefined ? needed : !fits(value))
      throw new Error(`${name} must be ${form}, not ${JSON.stringify(value)}`);
  }
  return body as unknown as EndingRule;
};
