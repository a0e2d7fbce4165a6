import { type Documented, flag, number, plain, text, used } from '../../../shared/terms/documented.ts';

/** The version of a proxy and the one it could have. */
export const proxyVersion: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/instances/{instance_id}/proxy/{proxy_id}/taurusproxy/proxy-version',
  source: 'API page ShowProxyVersion and the vendor SDK, showProxyVersion',
  body: {
    current_version: used(plain),
    latest_version: plain,
    can_upgrade: used(flag),
    'risk?': {
      'level?': number,
      'suggest?': text,
      'influence?': text,
      'guidance?': text,
      'service_impact_duration?': text,
      'upgrade_duration?': text,
    },
  },
};
