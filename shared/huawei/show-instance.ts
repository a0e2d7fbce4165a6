import * as z from 'zod/mini';
import type { Read } from '../terms/lookup.ts';

const detail = z.lazy(() => z.object({ instance: z.object({ maintenance_window: z.string() }) }));

/** An instance alone; of TaurusDB only this read shows the window (contract §7.2, page "Querying Details of a DB Instance"). */
export const showInstance = (instance_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}`,
});

/** The maintenance window in that read's answer; undefined when it was not read or shows none. */
export const windowIn = (answer: unknown): string | undefined =>
  detail.safeParse(answer).data?.instance.maintenance_window || undefined;
