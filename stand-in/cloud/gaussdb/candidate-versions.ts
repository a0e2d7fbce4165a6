import { withoutMissing } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { instanceOfPath } from '../lookup.ts';
import { prefixed } from '../versions.ts';

/** `GET …/db-upgrade/candidate-versions`: what the instance could be upgraded to (contract §3); of v3.1 behind `V2.0-` (fleet contract §4). */
export const showUpgradeCandidateVersions: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'gaussdb');
  const spelled = exchange.route.includes('/v3.1/') ? prefixed : (version: string) => version;
  // `descripition` is the vendor's spelling.
  const info = (version: string) => ({
    version: spelled(version),
    common_patch: 'common',
    backup_sensitive: instance.backup_sensitive.includes(version),
    descripition: '',
  });
  return {
    status: 200,
    body: withoutMissing(
      {
        upgrade_type_list: [
          { upgrade_type: 'grey', enable: false, upgrade_action_list: null, is_parallel_upgrade: null },
          { upgrade_type: 'inplace', enable: false, upgrade_action_list: null, is_parallel_upgrade: null },
          {
            upgrade_type: 'hotfix',
            enable: instance.hotfix_candidates.length > 0,
            // That its rollback stands here too is inferred of the model's words (fleet contract §6) [I].
            upgrade_action_list: [
              { upgrade_action: 'upgradeAutoCommit', enable: true },
              { upgrade_action: 'rollback', enable: instance.hotfix_versions.length > 0 },
            ],
            is_parallel_upgrade: null,
          },
        ],
        rollback_enabled: false,
        source_version: spelled(instance.version),
        target_version: null,
        roll_upgrade_progress: null,
        upgrade_candidate_versions: [],
        hotfix_upgrade_candidate_versions: instance.hotfix_candidates.map(spelled),
        hotfix_rollback_candidate_versions: instance.hotfix_versions.map(spelled),
        hotfix_upgrade_infos: instance.hotfix_candidates.map(info),
        hotfix_rollback_infos: instance.hotfix_versions.map(info),
      },
      instance,
    ),
  };
};
