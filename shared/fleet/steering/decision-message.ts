import * as z from 'zod/mini';
import { faultsOf } from '../../terms/faults.ts';
import type { Fault } from '../../values/fault.ts';
import { readJson } from '../../values/json/read-json.ts';
import { parseInstant } from '../../values/time/instant.ts';

const named = (what: string) => z.string(`expected ${what}`).check(z.minLength(1), z.maxLength(256));
const reason = () => z.optional(z.string().check(z.maxLength(1024)));
const ids = (least: number) => z.array(named('an id')).check(z.minLength(least), z.maxLength(1000));

/** What every decision about one rollout says: which, and at which number of its head somebody looked. */
const about = () => ({
  rollout: named('the id of a rollout'),
  decision: z.number().check(z.int(), z.minimum(0)),
  reason: reason(),
});

const hash = () => z.string().check(z.regex(/^[0-9a-f]{64}$/, 'expected the whole hash, 64 hex digits'));
const instant = () =>
  z.string().check(z.refine((text) => parseInstant(text) !== undefined, 'expected an RFC 3339 time'));

const message = z.lazy(() =>
  z.discriminatedUnion('verb', [
    z.strictObject({ verb: z.literal('plan'), fleet: named('the name of a fleet'), reason: reason() }),
    z.strictObject({
      verb: z.literal('approve'),
      ...about(),
      hash: hash(),
      wave: z.optional(named('a wave')),
    }),
    z.strictObject({ verb: z.literal('reject'), ...about(), hash: hash() }),
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
    }),
    z.strictObject({
      verb: z.literal('unhold'),
      ...about(),
      target: named('the id of an instance or proxy'),
    }),
  ]),
);

/** What a person's command puts on the queue of decisions; times are RFC 3339. */
export type DecisionMessage = z.infer<typeof message>;

/** Reads a message, or says what is wrong with it and where. */
export function readDecision(body: string): { message: DecisionMessage } | { faults: readonly Fault[] } {
  const read = readJson(body);
  if ('faults' in read) return read;
  const parsed = message.safeParse(read.value, { reportInput: true });
  return parsed.success ? { message: parsed.data } : { faults: faultsOf(parsed.error) };
}
