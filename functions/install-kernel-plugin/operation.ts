import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { outOfDate, unlisted } from './packages.ts';
import { preflight } from './preflight.ts';
import { faultsAt, request, response } from './schema.ts';
import { state } from './state.ts';

/** Installs a kernel plug-in on a GaussDB instance. It restarts the instance, and the vendor offers no way to uninstall. */
export const installKernelPlugin = defineOperation({
  name: 'install-kernel-plugin',
  service: 'gaussdb',
  route: 'POST /v3/{project_id}/instances/{instance_id}/kernel-plugin',
  work: 'plug-in install',
  effect: 'restarts the instance, at once; the plug-in cannot be uninstalled',
  disruptive: true,
  speaksLanguages: true,
  pins: ['sha_256'],
  unoffered: 'the cloud lists the plug-ins that are installed, and none that could be',
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  ruledFor: ['webhook'],
  faultsAt,
  unlisted: (asked, site) => unlisted(asked, site),
  tooLate: (asked, now) => outOfDate(asked, now),
  targets: ({ instance_id }) => [instance_id],
  outcomes: ({ job_id }, { instance_id }) => [
    job_id ? accepted(instance_id, job_id) : unknown(instance_id, { reason: 'the reply has no job_id' }),
  ],
});
