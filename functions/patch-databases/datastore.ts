import * as z from 'zod';
import { findInstance } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/lookup.ts';

const shown = z.object({
  datastore: z.object({
    type: z.string().optional().catch(undefined),
    version: z.string().nullish().catch(undefined),
    // Of Cassandra only (contract §7.2).
    whole_version: z.string().nullish().catch(undefined),
    patch_available: z.boolean().optional().catch(undefined),
  }),
  groups: z
    .array(z.object({ nodes: z.array(z.unknown()) }))
    .optional()
    .catch(undefined),
});

/** What the list of instances shows of an instance's engine, version, patch and nodes; undefined when nothing. */
export const datastoreOf = (answers: Answers, target: string): z.infer<typeof shown> | undefined =>
  shown.safeParse(findInstance(answers, target)).data;
