import type { Example } from '../../shared/terms/operation.ts';

/** The example of the vendor's page "Installing a Plug-in"; its status is 202 by the vendor's OpenAPI text. */
export const examples: Example[] = [
  {
    title: 'postgis on one instance',
    at: '2024-10-30T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '0c8243400d37468bb4aed3cc94c2911d',
    intent: {
      instance_id: 'f9b5f9b296ec6808e067in14',
      plugin_name: 'postgis',
      url: 'xxxx.obs.bucket1',
      sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
    },
    speaks_languages: true,
    wire: {
      method: 'POST',
      path: '/v3/0c8243400d37468bb4aed3cc94c2911d/instances/f9b5f9b296ec6808e067in14/kernel-plugin',
      body: '{"plugin_name":"postgis","url":"xxxx.obs.bucket1","sha_256":"791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b"}',
    },
    reply: { status: 202, body: { job_id: 'bf26cf3c-d046-4080-bb45-f114be7afa5f' } },
    outcomes: [
      {
        target: 'f9b5f9b296ec6808e067in14',
        verdict: 'accepted',
        job_id: 'bf26cf3c-d046-4080-bb45-f114be7afa5f',
      },
    ],
  },
];
