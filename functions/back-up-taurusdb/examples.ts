import type { Example } from '../../shared/terms/operation.ts';

/** In the shapes of fleet contract §5; names and ids are made. */
export const examples: Example[] = [
  {
    title: 'one instance',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '3a6d9b2f8c4e51a7b2d3f40516273849',
    intent: {
      instance_id: '8f14e45fceea467a9f0c4d5e6f7a8b9cin07',
      name: 'before-patch-1',
      description: 'Taken before CHG-7.',
    },
    wire: {
      method: 'POST',
      path: '/v3/3a6d9b2f8c4e51a7b2d3f40516273849/backups/create',
      body: '{"instance_id":"8f14e45fceea467a9f0c4d5e6f7a8b9cin07","name":"before-patch-1","description":"Taken before CHG-7."}',
    },
    reply: {
      status: 201,
      body: {
        backup: {
          id: 'd1d0a266f8e45b4fa05f9be308c72d33br07',
          name: 'before-patch-1',
          description: 'Taken before CHG-7.',
          begin_time: '2024-10-30T02:00:00+0000',
          status: 'BUILDING',
          type: 'manual',
          instance_id: '8f14e45fceea467a9f0c4d5e6f7a8b9cin07',
        },
        job_id: '2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e',
      },
    },
    outcomes: [
      {
        target: '8f14e45fceea467a9f0c4d5e6f7a8b9cin07',
        verdict: 'accepted',
        job_id: '2b3c4d5e-6f7a-4b8c-9d0e-1f2a3b4c5d6e',
      },
    ],
  },
];
