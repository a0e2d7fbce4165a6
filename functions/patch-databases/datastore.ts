import * as z from 'zod/mini';
import { findInstance } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/lookup.ts';

const shown = z.object({
  datastore: z.object({
    type: z.catch(z.optional(z.string()), undefined),
    version: z.catch(z.nullish(z.string()), undefined),
    // Of Cassandra only (contract §7.2).
    whole_version: z.catch(z.nullish(z.string()), undefined),
    patch_available: z.catch(z.optional(z.boolean()), undefined),
  }),
  groups: z.catch(z.optional(z.array(z.object({ nodes: z.array(z.unknown()) }))), undefined),
});

/** What the list of instances shows of an instance's engine, version, patch and nodes; undefined when nothing. */
export const datastoreOf = (answers: Answers, target: string): z.infer<typeof shown> | undefined =>
  shown.safeParse(findInstance(answers, target)).data;
