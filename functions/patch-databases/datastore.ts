import * as z from 'zod/mini';
import { findInstance } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { eachOf, lenient } from '../../shared/values/json/lenient.ts';

const shown = z.lazy(() =>
  z.object({
    datastore: lenient(
      z.object({
        type: lenient(z.string()),
        version: lenient(z.string()),
        // Of Cassandra only (contract §7.2).
        whole_version: lenient(z.string()),
        patch_available: lenient(z.boolean()),
      }),
    ),
    groups: lenient(eachOf(z.object({ nodes: z.array(z.unknown()) }))),
  }),
);

/** What the list of instances shows of an instance's engine, version and patch; nothing of what it does not show. */
export const datastoreOf = (answers: Answers, target: string) =>
  shown.safeParse(findInstance(answers, target)).data?.datastore ?? {};

/** How many nodes the list of instances shows of an instance; one whose group cannot be read is not counted. */
export const nodesOf = (answers: Answers, target: string): number =>
  (shown.safeParse(findInstance(answers, target)).data?.groups ?? []).reduce(
    (sum, group) => sum + (group?.nodes.length ?? 0),
    0,
  );

// "This API supports the following types of instances: GeminiDB Cassandra, GeminiDB Influx, GeminiDB Redis." The two are the
// rest of the list's words (contract §7.2) without dynamodb, which a partner's page adds (contract §5).
const NOT_PATCHED = ['mongodb', 'hbase'];

/** Whether the call is for instances of this engine; one that nobody documents is for the cloud to judge. */
export const isPatched = (type: string): boolean => !NOT_PATCHED.includes(type);
