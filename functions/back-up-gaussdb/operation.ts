import { backUpOf, named } from '../../shared/huawei/backups/request.ts';
import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { preflight } from './preflight.ts';
import { request, response } from './schema.ts';
import { state } from './state.ts';

/** Takes a full backup of a GaussDB instance, at once. */
export const backUpGaussdb = defineOperation({
  name: 'back-up-gaussdb',
  service: 'gaussdb',
  route: 'POST /v3/{project_id}/backups',
  work: 'backup',
  effect: 'takes a full backup, at once; it is kept, and billed, until somebody deletes it',
  speaksLanguages: false,
  unoffered: 'a backup is always possible, and so is never proposed',
  backUp: { intent: backUpOf },
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  resolve: named,
  targets: ({ instance_id }) => [instance_id],
  outcomes: ({ job_id }, { instance_id }) => [
    job_id ? accepted(instance_id, job_id) : unknown(instance_id, { reason: 'the reply has no job_id' }),
  ],
});
