import {
  type Documented,
  either,
  number,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../terms/documented.ts';
import { gaussdb } from '../services/gaussdb.ts';

/** The list of GaussDB instances; what the text marks mandatory and its own sample leaves out is optional here. */
export const instances: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/instances',
  source: 'OpenAPI text GaussDBforopenGauss/ListInstances and its sample',
  body: {
    total_count: used(total),
    'instances[]': {
      id: used(text),
      name: text,
      status: used(words(...Object.values(gaussdb.statuses).flat())),
      type: words(
        'enterprise',
        'Enterprise',
        'Ha',
        'Centralization_standard',
        'centralization_standard',
        'Combined',
      ),
      port: number,
      region: plain,
      ha: { replication_mode: plain, 'consistency?': plain },
      // The sample spells it otherwise than the text.
      'replica_num?': number,
      'replice_num?': number,
      datastore: {
        type: words('GaussDB', 'GaussDB(for openGauss)'),
        version: plain,
        'complete_version?': plain,
        'hotfix_versions?': used(plain),
        'target_version?': plain,
        'hotfix_finished_times[]?': plain,
      },
      created: plain,
      updated: plain,
      'private_ips[]': text,
      'public_ips[]': text,
      db_user_name: text,
      vpc_id: text,
      subnet_id: text,
      security_group_id: text,
      flavor_ref: plain,
      flavor_info: { vcpu: either(number, plain), mem: either(number, plain) },
      volume: { type: plain, size: number },
      'switch_strategy?': plain,
      'charge_info?': { charge_mode: plain },
      backup_strategy: { start_time: plain, keep_days: number },
      'backup_used_space?': plain,
      maintenance_window: plain,
      'nodes[]': {
        id: text,
        name: text,
        role: words('master', 'slave'),
        status: plain,
        availability_zone: plain,
        'private_ip?': text,
        'public_ip?': text,
      },
      'disk_encryption_id?': text,
      enterprise_project_id: text,
      instance_mode: plain,
      time_zone: plain,
      'order_id?': text,
      'tags[]?': { key: text, value: text },
    },
  },
};

/** A GaussDB job by its id. */
export const jobs: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDBforopenGauss/ShowJobDetail and its sample',
  body: {
    job: {
      id: used(text),
      name: plain,
      status: used(words('Running', 'Completed', 'Failed')),
      created: time,
      'ended?': time,
      'progress?': used(plain),
      instance: { id: text, name: text },
      'fail_reason?': used(text),
    },
  },
};
