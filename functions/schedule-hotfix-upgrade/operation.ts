import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { chunksOf } from '../../shared/values/chunks.ts';
import { parseInstant, vendorTime } from '../../shared/values/time/instant.ts';
import { parseWhen } from '../../shared/values/time/when.ts';
import { cancel } from './cancel.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { preflight } from './preflight.ts';
import { IDS_A_CALL, request, response } from './schema.ts';
import { state } from './state.ts';

/** Schedules hot patches of GaussDB instances; the cloud applies them from `start_time` on, without downtime. */
export const scheduleHotfixUpgrade = defineOperation({
  name: 'schedule-hotfix-upgrade',
  service: 'gaussdb',
  route: 'POST /v3/{project_id}/instances/db-upgrade/schedule-task',
  work: 'hotfix',
  effect: 'applies hot patches from start_time on, without downtime; can be cancelled until it starts',
  speaksLanguages: true,
  pins: ['target_version'],
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  cancel,
  targets: ({ instance_ids }) => instance_ids,
  narrow: (targets) => ({ instance_ids: [...targets] }),
  split: (asked) => chunksOf(asked.instance_ids, IDS_A_CALL).map((instance_ids) => ({ instance_ids })),
  resolve: (asked, triggeredAt) => {
    const start = parseWhen(asked.start_time, triggeredAt);
    return start ? { ...asked, start_time: vendorTime(start) } : asked;
  },
  tooLate: ({ start_time }, now) =>
    (parseInstant(start_time)?.at ?? 0) > now ? undefined : `start_time ${start_time} is past`,
  outcomes: ({ instance_tasks }) =>
    instance_tasks.map(({ task_id, instance_id }) =>
      task_id ? accepted(instance_id, task_id) : unknown(instance_id, { reason: 'the reply has no task_id' }),
    ),
});
