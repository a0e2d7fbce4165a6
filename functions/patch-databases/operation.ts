import { refusedItem } from '../../shared/huawei/error-book.ts';
import { suffixOf } from '../../shared/huawei/ids.ts';
import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { chunksOf } from '../../shared/values/chunks.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { preflight } from './preflight.ts';
import { IDS_A_CALL, request, response } from './schema.ts';
import { state } from './state.ts';

/** Patches GeminiDB instances to the latest patch. The cloud starts at once, so fire this off-peak. */
export const patchDatabases = defineOperation({
  name: 'patch-databases',
  service: 'geminidb',
  route: 'POST /v3/{project_id}/instances/db-upgrade',
  work: 'patch',
  effect: 'restarts the nodes of each instance in turn, at once; connections drop for seconds per node',
  disruptive: true,
  speaksLanguages: false,
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  targets: ({ instance_ids }) => instance_ids,
  narrow: (targets) => ({ instance_ids: [...targets] }),
  split: ({ instance_ids }) =>
    Object.values(Object.groupBy(instance_ids, suffixOf)).flatMap((engine = []) =>
      chunksOf(engine, IDS_A_CALL).map((chunk) => ({ instance_ids: chunk })),
    ),
  outcomes: ({ upgrade_results }) =>
    upgrade_results.map(({ instance_id, job_id, error_code, error_message }) =>
      isText(job_id) && !error_code
        ? accepted(instance_id, job_id)
        : isText(error_code) && !job_id
          ? refusedItem('geminidb', instance_id, error_code, error_message)
          : unknown(instance_id, { reason: 'the reply has neither or both of job_id and error_code' }),
    ),
});

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
