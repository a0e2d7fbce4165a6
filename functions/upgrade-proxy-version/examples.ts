import type { Example } from '../../shared/terms/operation.ts';

/** The example of the vendor's page "Upgrading the Kernel Version of a Proxy Instance": two results for one proxy. */
export const examples: Example[] = [
  {
    title: 'one workflow accepted, one rejected, for the same proxy',
    at: '2024-09-11T02:00:00Z',
    region: 'ap-southeast-1',
    project_id: '054e292c9880d4992f02c0196d3ea468',
    intent: {
      instance_id: '517ea793ab91438cbfcd9c4b1c958b1ein07',
      proxy_id: '0f46fc46396e4fb19a0cb52f578e9511po01',
      source_version: '2.23.12.000',
      target_version: '2.24.03.000',
    },
    speaks_languages: true,
    wire: {
      method: 'POST',
      path: '/v3/054e292c9880d4992f02c0196d3ea468/instances/517ea793ab91438cbfcd9c4b1c958b1ein07/proxy/0f46fc46396e4fb19a0cb52f578e9511po01/upgrade-version',
      body: '{"source_version":"2.23.12.000","target_version":"2.24.03.000"}',
    },
    reply: {
      status: 200,
      body: {
        update_result: [
          { workflow_id: '375ac6a4-2788-4e45-83bf-8a9d2324317f', state: 'ACCEPT', error_message: null },
          {
            workflow_id: '375ac6a4-2788-4e45-83be-8a9d2324327f',
            state: 'REJECT',
            error_message: 'Upgrade failed due to insufficient subnet ip',
          },
        ],
      },
    },
    outcomes: [
      {
        target: '0f46fc46396e4fb19a0cb52f578e9511po01',
        verdict: 'accepted',
        job_id: '375ac6a4-2788-4e45-83bf-8a9d2324317f',
      },
      {
        target: '0f46fc46396e4fb19a0cb52f578e9511po01',
        verdict: 'rejected',
        reason: 'Upgrade failed due to insufficient subnet ip',
        hint: "no free IP address in the proxy's subnet: enlarge the subnet or free addresses",
      },
    ],
  },
];
