import type { Example } from '../../shared/terms/operation.ts';

/** The example of the vendor's page "Patching Databases in Batches". */
export const examples: Example[] = [
  {
    title: 'one instance patched, one refused inside a 202',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '619d3e78f61b4be68bc5aa0b59edcf7b',
    intent: {
      instance_ids: ['046287aae57843b1a7bc61b7a8812f41in13', '3d1e04f49efa473a8c7eaf07ed7ff870in13'],
    },
    wire: {
      method: 'POST',
      path: '/v3/619d3e78f61b4be68bc5aa0b59edcf7b/instances/db-upgrade',
      body: '{"instance_ids":["046287aae57843b1a7bc61b7a8812f41in13","3d1e04f49efa473a8c7eaf07ed7ff870in13"]}',
    },
    reply: {
      status: 202,
      body: {
        upgrade_results: [
          {
            instance_id: '046287aae57843b1a7bc61b7a8812f41in13',
            job_id: 'e4616470-733d-41de-a9b0-a260709293d3',
          },
          {
            instance_id: '3d1e04f49efa473a8c7eaf07ed7ff870in13',
            error_code: 'DBS.200011',
            error_message: 'The status of DB instance does not allow the operation.',
          },
        ],
      },
    },
    outcomes: [
      {
        target: '046287aae57843b1a7bc61b7a8812f41in13',
        verdict: 'accepted',
        job_id: 'e4616470-733d-41de-a9b0-a260709293d3',
      },
      {
        target: '3d1e04f49efa473a8c7eaf07ed7ff870in13',
        verdict: 'rejected',
        code: 'DBS.200011',
        reason: 'The status of DB instance does not allow the operation.',
        hint: 'the instance is busy or not in a normal state: its current work has to end first',
        retry: true,
      },
    ],
  },
];
