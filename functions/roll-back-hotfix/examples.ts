import type { Example } from '../../shared/terms/operation.ts';

/**
 * No page has a sample of a rollback: this one is made of the vendor's model of the call and of Terraform's documents (fleet
 * contract §6). The fact `rollback-request` says so.
 */
export const examples: Example[] = [
  {
    title: 'two hot patches of one instance',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '3ab13e25cf0a4a9bb5f4d6a1f7c6e2d1',
    intent: {
      instance_id: 'b7d1ae5c47bf94834bf9e44138f7f995in14',
      target_version: '3.208.0.6,3.208.0.7',
    },
    wire: {
      method: 'PUT',
      path: '/v3.1/3ab13e25cf0a4a9bb5f4d6a1f7c6e2d1/instances/b7d1ae5c47bf94834bf9e44138f7f995in14/db-upgrade',
      body: '{"upgrade_type":"hotfix","upgrade_action":"rollback","target_version":"3.208.0.7,3.208.0.6"}',
    },
    reply: { status: 202, body: { job_id: '6e0b8f0c1d5a4f1d9c9dd2d4b7f4a911' } },
    outcomes: [
      {
        target: 'b7d1ae5c47bf94834bf9e44138f7f995in14',
        verdict: 'accepted',
        job_id: '6e0b8f0c1d5a4f1d9c9dd2d4b7f4a911',
      },
    ],
  },
];
