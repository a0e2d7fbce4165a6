import * as z from 'zod/mini';
import { findInstance } from '../../shared/huawei/instances.ts';
import { lenient } from '../../shared/lenient.ts';
import type { Answers } from '../../shared/lookup.ts';

const shown = z.lazy(() =>
  z.object({
    datastore: z.object({
      type: lenient(z.string()),
      version: lenient(z.nullable(z.string())),
      // Of Cassandra only (contract §7.2).
      whole_version: lenient(z.nullable(z.string())),
      patch_available: lenient(z.boolean()),
    }),
    groups: lenient(z.array(z.object({ nodes: z.array(z.unknown()) }))),
  }),
);

/** What the list of instances shows of an instance's engine, version, patch and nodes; undefined when nothing. */
export const datastoreOf = (answers: Answers, target: string): z.infer<typeof shown> | undefined =>
  shown.safeParse(findInstance(answers, target)).data;

// "This API supports the following types of instances: GeminiDB Cassandra, GeminiDB Influx, GeminiDB Redis." The two are the
// rest of the list's words (contract §7.2) without dynamodb, which a partner's page adds (contract §5).
const NOT_PATCHED = ['mongodb', 'hbase'];

/** Whether the call is for instances of this engine; one that nobody documents is for the cloud to judge. */
export const isPatched = (type: string): boolean => !NOT_PATCHED.includes(type);
