import type * as z from 'zod/mini';
import { suffixOf } from '../../shared/huawei/ids.ts';
import { checkAtRest, instanceIn, listInstances } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { type Check, findings, type Preflight } from '../../shared/terms/preflight.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import type { request } from './schema.ts';

/** The instance is in a normal state, of an engine that is patched and the same as the others' of its call, and its list shows whether a patch waits. */
export const preflight: Preflight<z.infer<typeof request>> = {
  reads: ({ instance_ids }) => ({ instances: listInstances('geminidb', instance_ids) }),
  check: (answers, { instance_ids }, target) =>
    findings(
      checkAtRest('geminidb', answers, target),
      checkEngine(answers, target, firstOfCall(instance_ids, target)),
      shown(answers, target)?.patch_available === undefined ? { unchecked: 'patch_available' } : undefined,
    ),
  // "about 15 min" for the base components, then 1 to 2 minutes a node (contract §5).
  least_ms: (answers, target) => (15 + Math.max(1, shown(answers, target)?.nodes?.length ?? 0)) * MINUTE,
};

const shown = (answers: Answers, target: string) => instanceIn('geminidb', answers, target);

/** Calls are split by suffix, which a dry run is not yet. */
const firstOfCall = (ids: readonly string[], target: string): string =>
  ids.find((id) => suffixOf(id) === suffixOf(target)) ?? target;

// "This API supports the following types of instances: GeminiDB Cassandra, GeminiDB Influx, GeminiDB Redis." The two are the
// rest of the list's words (contract §7.2) without dynamodb, which a partner's page adds (contract §5). One that nobody
// documents is for the cloud to judge.
const NOT_PATCHED = ['mongodb', 'hbase'];

/** The vendor takes one engine a call; the suffix of an id only hints at it, the list tells it (contract §10). */
function checkEngine(answers: Answers, target: string, first: string): Check {
  const [type, other] = [target, first].map((id) => shown(answers, id)?.engine);
  if (type && NOT_PATCHED.includes(type)) {
    return {
      reason: `the instance is ${type}, which this call does not patch`,
      hint: 'the vendor has it for Cassandra, Influx and Redis',
    };
  }
  if (!type || !other) return { unchecked: 'engine' };
  return type === other
    ? undefined
    : {
        reason: `the instance is ${type}, but ${first} of the same call is ${other}`,
        hint: 'send each engine in an intent of its own',
      };
}
