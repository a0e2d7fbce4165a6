import type { Example } from '../../shared/terms/operation.ts';

/** In the shapes of fleet contract §5; names and ids are made. */
export const examples: Example[] = [
  {
    title: 'one instance',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '4b7e0c3f9d5f62b8c3e4051627384950',
    intent: {
      instance_id: 'c4ca4238a0b94382b8dcc509a6f7584bin06',
      name: 'before-patch-1',
      description: 'Taken before CHG-7.',
    },
    wire: {
      method: 'POST',
      path: '/v3/4b7e0c3f9d5f62b8c3e4051627384950/instances/c4ca4238a0b94382b8dcc509a6f7584bin06/backups',
      body: '{"name":"before-patch-1","description":"Taken before CHG-7."}',
    },
    reply: {
      status: 202,
      body: {
        job_id: '3c4d5e6f-7a8b-4c9d-8e1f-2a3b4c5d6e7f',
        backup_id: 'e2e1b377a9f56c50b16facf419d83e44br06',
      },
    },
    outcomes: [
      {
        target: 'c4ca4238a0b94382b8dcc509a6f7584bin06',
        verdict: 'accepted',
        job_id: '3c4d5e6f-7a8b-4c9d-8e1f-2a3b4c5d6e7f',
      },
    ],
  },
];
