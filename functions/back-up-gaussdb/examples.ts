import type { Example } from '../../shared/terms/operation.ts';

/** In the shapes of fleet contract §5; names and ids are made. */
export const examples: Example[] = [
  {
    title: 'one instance',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '2f5c8a1e7b3d4096a1c2e3f405162738',
    intent: {
      instance_id: 'd41d8cd98f00b204e9800998ecf8427ein14',
      name: 'before-patch-1',
      description: 'Taken before CHG-7.',
    },
    wire: {
      method: 'POST',
      path: '/v3/2f5c8a1e7b3d4096a1c2e3f405162738/backups',
      body: '{"instance_id":"d41d8cd98f00b204e9800998ecf8427ein14","name":"before-patch-1","description":"Taken before CHG-7."}',
    },
    reply: {
      status: 200,
      body: {
        backup: {
          id: 'c0c9f155e7d34a3e9f4e8ad2f7b61c22br14',
          name: 'before-patch-1',
          description: 'Taken before CHG-7.',
          begin_time: '2024-10-30T02:00:00+0000',
          status: 'BUILDING',
          type: 'manual',
          instance_id: 'd41d8cd98f00b204e9800998ecf8427ein14',
        },
        job_id: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
      },
    },
    outcomes: [
      {
        target: 'd41d8cd98f00b204e9800998ecf8427ein14',
        verdict: 'accepted',
        job_id: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d',
      },
    ],
  },
];
