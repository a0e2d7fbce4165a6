import type * as z from 'zod/mini';
import { suffixOf } from '../../shared/huawei/ids.ts';
import { checkAtRest, findInstance, listInstances } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { type Check, findings, type Preflight } from '../../shared/terms/preflight.ts';
import { MINUTE } from '../../shared/values/time/units.ts';
import { datastoreOf, isPatched, nodesOf } from './datastore.ts';
import type { request } from './schema.ts';

/** The instance is in a normal state, of an engine that is patched and the same as the others' of its call, and its list shows whether a patch waits. */
export const preflight: Preflight<z.infer<typeof request>> = {
  reads: ({ instance_ids }) => ({ instances: listInstances(instance_ids) }),
  check: (answers, { instance_ids }, target) =>
    findings(
      checkAtRest(findInstance(answers, target), target, 'geminidb'),
      checkEngine(answers, target, firstOfCall(instance_ids, target)),
      datastoreOf(answers, target).patch_available === undefined
        ? { unchecked: 'patch_available' }
        : undefined,
    ),
  // "about 15 min" for the base components, then 1 to 2 minutes a node (contract §5).
  takes: (answers, target) => (15 + Math.max(1, nodesOf(answers, target))) * MINUTE,
};

/** Calls are split by suffix, which a dry run is not yet. */
const firstOfCall = (ids: readonly string[], target: string): string =>
  ids.find((id) => suffixOf(id) === suffixOf(target)) ?? target;

/** The vendor takes one engine a call; the suffix of an id only hints at it, the list tells it (contract §10). */
function checkEngine(answers: Answers, target: string, first: string): Check {
  const [type, other] = [target, first].map((id) => datastoreOf(answers, id).type);
  if (type && !isPatched(type)) {
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
