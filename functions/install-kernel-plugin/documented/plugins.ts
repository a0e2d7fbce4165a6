import { type Documented, flag, plain, total, used } from '../../../shared/terms/documented.ts';

/** The plug-ins of an instance, installed or not. */
export const plugins: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/instances/{instance_id}/plugins',
  source: 'API page gaussdb_api_430 and the vendor SDK, listPluginInfoList',
  body: {
    total_count: used(total),
    'plugins[]': {
      plugin_name: used(plain),
      installed: used(flag),
      'port?': plain,
      'plugin_version?': used(plain),
    },
  },
};
