import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { preflight } from './preflight.ts';
import { request, response } from './schema.ts';
import { state } from './state.ts';
import { takesBack } from './take-back.ts';

/** Takes hot patches back from a GaussDB instance, at once: the cloud cannot schedule it. */
export const rollBackHotfix = defineOperation({
  name: 'roll-back-hotfix',
  service: 'gaussdb',
  route: 'PUT /v3.1/{project_id}/instances/{instance_id}/db-upgrade',
  work: 'hotfix rollback',
  effect: 'takes hot patches back, at once; what they mended is broken again',
  disruptive: true,
  speaksLanguages: false,
  pins: ['target_version'],
  unoffered: 'what is taken back is a decision about one instance',
  ruledFor: ['queue', 'webhook'],
  neverBy: ['timer', 'fleet'],
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  takesBack,
  targets: ({ instance_id }) => [instance_id],
  outcomes: ({ job_id, order_id }, { instance_id }) => [
    job_id
      ? accepted(instance_id, job_id)
      : unknown(instance_id, {
          reason: order_id ? `the reply has order ${order_id} and no job_id` : 'the reply has no job_id',
        }),
  ],
});
