import {
  anything,
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
import { taurusdb } from '../services/taurusdb.ts';

/** The list of TaurusDB instances; numbers that the text calls strings stand as numbers in its own sample. */
export const instances: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/instances',
  source: 'OpenAPI text GaussDB/ListGaussMySqlInstances and its sample',
  body: {
    total_count: used(total),
    'instances[]': {
      id: used(text),
      name: text,
      'status?': used(words(...Object.values(taurusdb.statuses).flat())),
      'private_ips[]?': text,
      'readonly_private_ips[]?': text,
      'proxy_ips[]?': text,
      'public_ips[]?': text,
      'port?': either(number, plain),
      'type?': plain,
      'region?': plain,
      'datastore?': { type: words('gaussdb-mysql'), version: used(plain), kernel_version: used(plain) },
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
      'enterprise_project_id?': used(either(number, text)),
      'dedicated_resource_id?': text,
      'tags[]?': { key: used(text), value: used(text) },
    },
  },
};

/** A TaurusDB job by its id; "usually, the job ID can be queried only several seconds after the job is generated". */
export const jobs: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/jobs',
  source: 'OpenAPI text GaussDB/ShowGaussMySqlJobInfo, its sample, and the words of the API page of 2026',
  body: {
    job: {
      id: used(text),
      name: plain,
      status: used(words('Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled')),
      created: time,
      'ended?': time,
      'process?': used(plain),
      instance: { id: text, name: text },
      'entities?': anything,
      'fail_reason?': used(text),
    },
  },
};

const inDetail = {
  id: text,
  name: text,
  'project_id?': text,
  'status?': plain,
  'port?': either(number, plain),
  'alias?': text,
  'type?': plain,
  'charge_info?': { charge_mode: plain, 'order_id?': text },
  'node_count?': number,
  'datastore?': { type: words('gaussdb-mysql'), version: plain, kernel_version: plain },
  'backup_used_space?': number,
  'created?': plain,
  'updated?': plain,
  'private_write_ips[]?': text,
  'private_dns_names[]?': text,
  'public_ips?': text,
  'db_user_name?': text,
  'vpc_id?': text,
  'subnet_id?': text,
  'security_group_id?': text,
  'configuration_id?': text,
  'backup_strategy?': { start_time: plain, 'keep_days?': either(number, plain) },
  'nodes[]?': {
    'id?': used(text),
    'name?': text,
    'type?': words('master', 'slave'),
    'status?': plain,
    'port?': number,
    'private_read_ips[]?': text,
    'volume?': anything,
    'az_code?': plain,
    'region_code?': plain,
    'flavor_ref?': plain,
    'max_connections?': either(number, plain),
    'priority?': number,
  },
  'enterprise_project_id?': either(number, text),
  'time_zone?': plain,
  'az_mode?': plain,
  'master_az_code?': plain,
  'maintenance_window?': used(plain),
  'tags[]?': { key: text, value: text },
  'dedicated_resource_id?': text,
  'proxies[]?': { 'pool_id?': text, 'address?': text, 'name?': text },
};

/** One TaurusDB instance in detail; read for its maintenance window alone. */
export const detail: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/instances/{instance_id}',
  source: 'the vendor SDK, showGaussMySqlInstanceInfo',
  body: { instance: inDetail },
};

/** Several of them at once; read for window and nodes. */
export const details: Documented = {
  service: 'taurusdb',
  route: 'GET /v3.1/{project_id}/instances/details',
  source: 'the vendor SDK, listGaussMySqlInstanceDetailInfoUnifyStatus',
  body: { 'instances[]': inDetail },
};

/** The immediate jobs of TaurusDB, at most a month back. */
export const immediateJobs: Documented = {
  service: 'taurusdb',
  route: 'GET /v3/{project_id}/immediate-jobs',
  source: 'OpenAPI text GaussDB/ListImmediateJobs, its sample, and the words of the API page of 2025',
  body: {
    total_count: used(total),
    'jobs[]': {
      job_id: used(text),
      job_name: used(plain),
      status: words('Pending', 'Running', 'Completed', 'Failed', 'Unauthorized', 'Canceled'),
      'process?': plain,
      created_time: used(time),
      'ended_time?': time,
      'fail_reason?': text,
      'order_id?': text,
      instance_id: used(text),
      instance_name: text,
      instance_status: plain,
      'show_detail?': flag,
    },
    'action_names[]?': plain,
  },
};
