import { type Documented, either, number, plain, text, used, words } from '../../documented.ts';

/** The list of TaurusDB instances; numbers that the text calls strings stand as numbers in its own sample. */
export const taurusdbInstances: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/instances',
  source: 'OpenAPI text GaussDB/ListGaussMySqlInstances and its sample',
  body: {
    total_count: used(number),
    'instances[]': {
      id: used(text),
      name: text,
      // "Instance status", without a list of words; the samples have ACTIVE and BUILD.
      'status?': used(plain),
      'private_ips[]?': text,
      'readonly_private_ips[]?': text,
      'proxy_ips[]?': text,
      'public_ips[]?': text,
      'port?': either(number, plain),
      'type?': plain,
      'region?': plain,
      'datastore?': { type: words('gaussdb-mysql'), version: plain, kernel_version: plain },
      'created?': plain,
      'updated?': plain,
      'db_user_name?': text,
      'vpc_id?': text,
      'subnet_id?': text,
      'security_group_id?': text,
      'flavor_ref?': plain,
      'flavor_info?': { vcpus: either(number, plain), ram: either(number, plain) },
      'volume?': { type: plain, size: either(number, plain), 'used?': either(number, plain) },
      'backup_strategy?': { start_time: plain, 'keep_days?': either(number, plain) },
      'charge_info?': {
        charge_mode: plain,
        'period_type?': plain,
        'period_num?': number,
        'is_auto_renew?': plain,
        'is_auto_pay?': plain,
      },
      'time_zone?': plain,
      'enterprise_project_id?': either(number, text),
      'dedicated_resource_id?': text,
      'tags[]?': { key: text, value: text },
    },
  },
};
