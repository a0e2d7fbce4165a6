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
import { gaussdb } from '../services/gaussdb.ts';

/** The list of GaussDB instances; what the text marks mandatory and its own sample leaves out is optional here. */
export const instances: Documented = {
  service: 'gaussdb',
  route: 'GET /v3.3/{project_id}/instances',
  older: 'GET /v3/{project_id}/instances',
  source: 'the vendor SDK, listDatabaseInstances; of the older one OpenAPI text ListInstances and its sample',
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
        version: used(plain),
        'complete_version?': plain,
        'complete_kernel_version?': plain,
        'target_version?': plain,
        'hotfix_version_infos[]?': { version: used(plain), 'upgrade_finished_time?': plain },
        // Of v3 to v3.2 in place of it.
        'hotfix_versions?': used(plain),
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
      maintenance_window: used(plain),
      'mysql_compatibility?': { 'port?': number },
      'disk_usage?': either(number, plain),
      'nodes[]': {
        id: used(text),
        name: text,
        role: words('master', 'slave'),
        status: plain,
        availability_zone: plain,
        'component_names?': plain,
        'private_ip?': text,
        'public_ip?': text,
      },
      'disk_encryption_id?': text,
      enterprise_project_id: used(text),
      instance_mode: plain,
      time_zone: plain,
      'order_id?': text,
      'tags[]?': { key: used(text), value: used(text) },
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

const instant = either(number, time);

/** The task centre of GaussDB, at most a month back; times are text in the schema and epoch ms in its own sample. */
export const tasks: Documented = {
  service: 'gaussdb',
  route: 'GET /v3/{project_id}/tasks',
  source: 'OpenAPI text GaussDBforopenGauss/ListTasks and its sample',
  body: {
    total_count: used(total),
    'tasks[]': {
      job_id: used(text),
      name: used(plain),
      status: words('Running', 'Completed', 'Failed'),
      'process?': plain,
      'fail_reason?': either(number, text),
      created_at: used(instant),
      'ended_at?': instant,
      instance_info: { instance_id: used(text), instance_name: text, instance_status: plain },
    },
  },
};

const patches = {
  version: plain,
  'common_patch?': words('common', 'certain'),
  'backup_sensitive?': flag,
  // The vendor's spelling.
  'descripition?': text,
};

/** What an instance may be upgraded to; while it is being upgraded, little of it is there. */
export const candidateVersions: Documented = {
  service: 'gaussdb',
  route: 'GET /v3.1/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
  older: 'GET /v3/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
  source:
    'API page gaussdb_api_286; of the older one OpenAPI text ShowUpgradeCandidateVersions and its sample',
  body: {
    'upgrade_type_list[]': {
      upgrade_type: used(words('grey', 'inplace', 'hotfix')),
      enable: flag,
      'is_parallel_upgrade?': flag,
      'upgrade_action_list[]?': {
        upgrade_action: used(words('upgrade', 'upgradeAutoCommit', 'commit', 'rollback')),
        enable: used(flag),
      },
    },
    rollback_enabled: flag,
    'source_version?': plain,
    'target_version?': plain,
    'roll_upgrade_progress?': {
      'upgraded_dn_group_numbers?': plain,
      'total_dn_group_numbers?': plain,
      'not_fully_upgraded_az?': plain,
      'already_upgraded_az?': plain,
      'az_description_map?': { '*': text },
    },
    'upgrade_candidate_versions[]': plain,
    'hotfix_upgrade_candidate_versions[]': used(plain),
    'hotfix_rollback_candidate_versions[]': used(plain),
    'hotfix_upgrade_infos[]': patches,
    'hotfix_rollback_infos[]': patches,
  },
};
