import {
  type Documented,
  either,
  flag,
  number,
  plain,
  text,
  time,
  total,
  used,
  words,
} from '../../terms/documented.ts';
import { geminidb } from '../services/geminidb.ts';

const size = either(number, plain);

/** The list of GeminiDB instances; what the text marks mandatory and its own sample leaves out is optional here. */
export const instances: Documented = {
  service: 'geminidb',
  route: 'GET /v3/{project_id}/instances',
  source: 'OpenAPI text GaussDBforNoSQL/ListInstances and its sample',
  body: {
    total_count: used(total),
    'instances[]': {
      id: used(text),
      name: text,
      status: used(words(...Object.values(geminidb.statuses).flat())),
      port: plain,
      mode: plain,
      'product_type?': plain,
      region: plain,
      datastore: {
        type: used(words('cassandra', 'mongodb', 'influxdb', 'redis', 'dynamodb', 'hbase')),
        version: used(plain),
        patch_available: used(flag),
        // "Currently only GeminiDB Cassandra".
        'whole_version?': used(plain),
      },
      engine: plain,
      created: plain,
      updated: plain,
      db_user_name: text,
      ssl: either(number, plain),
      vpc_id: text,
      subnet_id: text,
      security_group_id: text,
      backup_strategy: { start_time: plain, keep_days: number },
      'backup_space_usage?': { 'backup_usage?': number },
      pay_mode: either(number, plain),
      maintenance_window: used(plain),
      // A list by the text, one object in its sample.
      'groups[]': {
        id: text,
        status: plain,
        volume: { size, used: size, 'gift_size?': size },
        'nodes[]': {
          id: used(text),
          name: text,
          status: plain,
          'role?': plain,
          'subnet_id?': text,
          'private_ip?': text,
          'public_ip?': text,
          spec_code: plain,
          availability_zone: plain,
          support_reduce: flag,
        },
      },
      'disk_encryption_id?': text,
      enterprise_project_id: used(text),
      'dedicated_resource_id?': text,
      time_zone: plain,
      'actions[]': used(plain),
      'availability_zone?': plain,
      'lb_ip_address?': text,
      'lb_port?': plain,
      'dr_instance_id?': text,
      'dual_active_info?': {
        'role?': plain,
        'status?': plain,
        'destination_instance_id?': text,
        'destination_instance_name?': text,
        'destination_instance_node_num?': either(number, plain),
        'destination_instance_spec_code?': plain,
        'destination_region?': plain,
      },
      'ccm_cert_info?': { cert_type: plain, cert_id: text },
    },
  },
};

/** GeminiDB's instances by tag; its samples have one object where the text has lists. */
export const tagged: Documented = {
  service: 'geminidb',
  route: 'POST /v3/{project_id}/instances/resource-instances/action',
  source: 'OpenAPI text GaussDBforNoSQL/ListInstancesByResourceTags and its sample',
  body: {
    total_count: used(total),
    'instances[]': {
      instance_id: used(text),
      instance_name: text,
      'tags[]': { key: used(text), value: used(text) },
    },
  },
};

/** The tags of one GeminiDB instance (fleet contract §3). */
export const tags: Documented = {
  service: 'geminidb',
  route: 'GET /v3/{project_id}/instances/{instance_id}/tags',
  source: 'OpenAPI text GaussDBforNoSQL/ListInstanceTags',
  body: { 'tags[]': { key: used(text), value: used(text) } },
};

/** GeminiDB's jobs of the last 30 days, or one of them in the same form. */
export const jobs: Documented = {
  service: 'geminidb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDBforNoSQL/ListJobs and its sample',
  body: {
    total_count: used(total),
    'jobs[]': {
      id: used(text),
      name: used(plain),
      status: used(words('Running', 'Completed', 'Failed')),
      start_time: used(time),
      'end_time?': time,
      'progress?': used(plain),
      instance: { id: used(text), name: text },
      'fail_reason?': used(text),
    },
  },
};
