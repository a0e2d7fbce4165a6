import type { Cases } from '../../shared/terms/cases.ts';

/** In the shapes of contract §3. */
export const cases: Cases = {
  intent: {
    instance_ids: ['cc0ae5c47bf94834bf9e44138f7f995ain14', 'aa0ae5c47bf94834bf9e44138f7f995ain14'],
    start_time: 'PT2H',
    target_version: '3.208.0.6,3.208.0.7',
  },
  job: { starts: 120, within: 120 },
  failsWithoutReason: true,
  absentOnceUnlisted: true,
  state: { before: '3.208.0.6, 3.208.0.7 not installed', after: 'hot patches 3.208.0.6, 3.208.0.7' },
  healthy: (target) => ({
    instances: [
      {
        id: target,
        status: 'ACTIVE',
        datastore: { type: 'GaussDB', version: '3.208.0', hotfix_versions: '3.208.0.5' },
      },
    ],
    candidates: { hotfix_upgrade_candidate_versions: ['3.208.0.6', '3.208.0.7'] },
  }),
  blocked: (target, neighbour) => [
    {
      instances: [
        { id: neighbour, status: 'ACTIVE' },
        { id: target, status: 'ACTIVE', datastore: { hotfix_versions: '3.208.0.5, 3.208.0.6' } },
      ],
      candidates: {
        upgrade_type_list: [{ upgrade_type: 'hotfix', enable: true }],
        hotfix_upgrade_candidate_versions: ['3.208.0.7', '3.208.0.8'],
      },
    },
    {
      instances: [{ id: target, status: 'SHUTDOWN', datastore: { hotfix_versions: null } }],
      candidates: { hotfix_upgrade_candidate_versions: ['3.208.0.6', '3.208.0.7'] },
    },
  ],
};
