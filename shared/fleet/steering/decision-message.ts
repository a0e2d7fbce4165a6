import * as z from 'zod/mini';
import { faultsOf } from '../../terms/faults.ts';
import type { Fault } from '../../values/fault.ts';
import { readJson } from '../../values/json/read-json.ts';
import { parseInstant } from '../../values/time/instant.ts';

const named = (what: string) => z.string(`expected ${what}`).check(z.minLength(1), z.maxLength(256));
/** In whose name somebody decides, in their words: nobody vouches for it. */
const saidBy = () =>
  z.optional(
    named('the name of a person').check(z.regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'expected a name on one line')),
  );
const reason = () => z.optional(z.string().check(z.maxLength(1024)));
const ids = (least: number) => z.array(named('an id')).check(z.minLength(least), z.maxLength(1000));

const number = () => z.number().check(z.int(), z.minimum(0));
/** What every decision about one rollout says: which, and at which number of its head somebody looked. */
const about = () => ({
  rollout: named('the id of a rollout'),
  decision: number(),
  reason: reason(),
  said_by: saidBy(),
});
/** The whole hash says what was looked at: a number may stand beside it. */
const aboutPlan = () => ({ ...about(), decision: z.optional(number()), hash: hash() });

const hash = () => z.string().check(z.regex(/^[0-9a-f]{64}$/, 'expected the whole hash, 64 hex digits'));
const instant = () =>
  z.string().check(z.refine((text) => parseInstant(text) !== undefined, 'expected an RFC 3339 time'));

/** What a decision holds, as a schema. */
export const decisionMessage = () =>
  z.discriminatedUnion('verb', [
    z.strictObject({
      verb: z.literal('plan'),
      fleet: named('the name of a fleet'),
      reason: reason(),
      said_by: saidBy(),
    }),
    z.strictObject({
      verb: z.literal('approve'),
      ...aboutPlan(),
      wave: z.optional(named('a wave')),
    }),
    z.strictObject({ verb: z.literal('reject'), ...aboutPlan() }),
    // Of the gate of a wave, by those whom it names.
    z.strictObject({ verb: z.literal('confirm'), ...aboutPlan(), wave: named('a wave') }),
    z.strictObject({ verb: z.literal('veto'), ...aboutPlan(), wave: named('a wave') }),
    z.strictObject({ verb: z.literal('stop'), ...about() }),
    z.strictObject({ verb: z.literal('abort'), ...about() }),
    z.strictObject({ verb: z.literal('proceed'), ...about(), ids: ids(0) }),
    z.strictObject({ verb: z.literal('promote'), ...about(), wave: named('a wave') }),
    z.strictObject({ verb: z.literal('retry'), ...about(), ids: ids(1) }),
    // Every open rollout that lists the target heeds it.
    z.strictObject({
      verb: z.literal('hold'),
      target: named('the id of an instance or proxy'),
      until: instant(),
      reason: reason(),
      said_by: saidBy(),
    }),
    z.strictObject({
      verb: z.literal('unhold'),
      ...about(),
      target: named('the id of an instance or proxy'),
    }),
  ]);
const message = z.lazy(decisionMessage);

/** What a person's command, or a webhook, puts on the queue of decisions; times are RFC 3339. */
export type DecisionMessage = z.infer<typeof message>;

/** Reads a message, or says what is wrong with it and where. */
export function readDecision(body: string): { message: DecisionMessage } | { faults: readonly Fault[] } {
  const read = readJson(body);
  if ('faults' in read) return read;
  const parsed = message.safeParse(read.value, { reportInput: true });
  return parsed.success ? { message: parsed.data } : { faults: faultsOf(parsed.error) };
}
