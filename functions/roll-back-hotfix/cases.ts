import type { Cases } from '../../shared/terms/cases.ts';

const hotfix = (rollback: boolean) => ({
  upgrade_type: 'hotfix',
  enable: true,
  upgrade_action_list: [
    { upgrade_action: 'upgradeAutoCommit', enable: true },
    { upgrade_action: 'rollback', enable: rollback },
  ],
});

const instance = (id: string, hotfix_versions: string) => ({
  id,
  status: 'ACTIVE',
  datastore: { type: 'GaussDB', version: '3.208.0', hotfix_versions },
});

/** In the shapes of contract §3 and fleet contract §4. */
export const cases: Cases = {
  intent: {
    instance_id: 'b7d1ae5c47bf94834bf9e44138f7f995in14',
    target_version: '3.208.0.7,3.208.0.6',
  },
  job: { starts: 0, within: 120 },
  heldUnseen: true,
  state: { before: 'hot patches 3.208.0.5, 3.208.0.6, 3.208.0.7', after: 'hot patches 3.208.0.5' },
  healthy: (target) => ({
    instances: [instance(target, '3.208.0.5, 3.208.0.6, 3.208.0.7')],
    candidates: {
      upgrade_type_list: [hotfix(true)],
      hotfix_upgrade_candidate_versions: [],
      hotfix_rollback_candidate_versions: ['3.208.0.5', '3.208.0.6', '3.208.0.7'],
    },
  }),
  blocked: (target, neighbour) => [
    {
      instances: [
        { ...instance(neighbour, '3.208.0.7'), status: 'ACTIVE' },
        { ...instance(target, '3.208.0.6, 3.208.0.7'), status: 'BACKING UP' },
      ],
      candidates: {
        upgrade_type_list: [hotfix(true)],
        hotfix_upgrade_candidate_versions: [],
        hotfix_rollback_candidate_versions: ['3.208.0.6', '3.208.0.7'],
      },
    },
    {
      instances: [instance(target, '3.208.0.6, 3.208.0.7')],
      candidates: {
        upgrade_type_list: [{ upgrade_type: 'grey', enable: true, upgrade_action_list: null }, hotfix(false)],
        hotfix_upgrade_candidate_versions: [],
        hotfix_rollback_candidate_versions: ['3.208.0.6', '3.208.0.7'],
      },
    },
    {
      instances: [instance(target, '3.208.0.6, 3.208.0.7')],
      candidates: {
        upgrade_type_list: [hotfix(true)],
        hotfix_upgrade_candidate_versions: [],
        hotfix_rollback_candidate_versions: ['3.208.0.7'],
      },
    },
  ],
};
