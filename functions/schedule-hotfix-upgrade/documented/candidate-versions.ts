import { type Documented, flag, plain, text, used, words } from '../../../shared/terms/documented.ts';

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
      upgrade_type: words('grey', 'inplace', 'hotfix'),
      enable: flag,
      'is_parallel_upgrade?': flag,
      'upgrade_action_list[]?': {
        upgrade_action: words('upgrade', 'upgradeAutoCommit', 'commit', 'rollback'),
        enable: flag,
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
    'hotfix_rollback_candidate_versions[]': plain,
    'hotfix_upgrade_infos[]': patches,
    'hotfix_rollback_infos[]': patches,
  },
};
