import { rejectedBecause } from '../../shared/huawei/error-book.ts';
import { defineOperation } from '../../shared/terms/operation.ts';
import { accepted, unknown } from '../../shared/terms/outcome.ts';
import { follow } from './follow.ts';
import { lookup } from './lookup.ts';
import { preflight } from './preflight.ts';
import { request, response } from './schema.ts';
import { state } from './state.ts';

/** Upgrades the kernel of a TaurusDB proxy, at once. The page's own sample holds several results for one proxy. */
export const upgradeProxyVersion = defineOperation({
  name: 'upgrade-proxy-version',
  service: 'taurusdb',
  route: 'POST /v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/upgrade-version',
  work: 'proxy upgrade',
  effect: 'upgrades the proxy, at once; its connections drop for moments',
  speaksLanguages: true,
  pins: ['source_version', 'target_version'],
  request,
  response,
  lookup,
  preflight,
  follow,
  state,
  instanceOf: ({ instance_id }) => instance_id,
  targets: ({ proxy_id }) => [proxy_id],
  outcomes: ({ update_result }, { instance_id: asked, proxy_id }) =>
    update_result.map((result = {}) => {
      const { instance_id, workflow_id, state, error_message } = result;
      if (instance_id && instance_id !== asked)
        return unknown(proxy_id, { reason: `the reply speaks of instance ${JSON.stringify(instance_id)}` });
      if (state === 'ACCEPT' && typeof workflow_id === 'string' && workflow_id && !error_message)
        return accepted(proxy_id, workflow_id);
      if (state === 'REJECT')
        return rejectedBecause(proxy_id, typeof error_message === 'string' ? error_message : undefined);
      return unknown(proxy_id, {
        reason: `the reply says state ${JSON.stringify(state ?? null)}, workflow_id ${JSON.stringify(workflow_id ?? null)}, error_message ${JSON.stringify(error_message ?? null)}`,
      });
    }),
});
