import type { Example } from '../../shared/terms/operation.ts';

const task_id = '07c5880a-cbf0-44ad-91c1-5803a10f11a1';

/** The example of the vendor's page "Upgrading Kernel Version of Instances as Scheduled in Batches". */
export const examples: Example[] = [
  {
    title: 'two instances, two hot patches, one task',
    at: '2023-06-05T12:00:00Z',
    region: 'ap-southeast-1',
    project_id: '0483b6b16e954cb88930a360d2c4e663',
    intent: {
      instance_ids: ['cc0ae5c47bf94834bf9e44138f7f995ain14', 'aa0ae5c47bf94834bf9e44138f7f995ain14'],
      start_time: '2023-06-06T01:47:20+0800',
      upgrade_type: 'hotfix',
      upgrade_action: 'upgradeAutoCommit',
      target_version: '3.208.0.6,3.208.0.7',
    },
    speaks_languages: true,
    wire: {
      method: 'POST',
      path: '/v3/0483b6b16e954cb88930a360d2c4e663/instances/db-upgrade/schedule-task',
      body:
        '{"instance_ids":["cc0ae5c47bf94834bf9e44138f7f995ain14","aa0ae5c47bf94834bf9e44138f7f995ain14"],' +
        '"start_time":"2023-06-06T01:47:20+0800","upgrade_type":"hotfix","upgrade_action":"upgradeAutoCommit",' +
        '"target_version":"3.208.0.6,3.208.0.7"}',
    },
    reply: {
      status: 200,
      body: {
        instance_tasks: [
          {
            task_id,
            task_name: 'HOTFIX_VERSION_UPGRADE',
            instance_id: 'cc0ae5c47bf94834bf9e44138f7f995ain14',
          },
          {
            task_id,
            task_name: 'HOTFIX_VERSION_UPGRADE',
            instance_id: 'aa0ae5c47bf94834bf9e44138f7f995ain14',
          },
        ],
      },
    },
    outcomes: [
      { target: 'cc0ae5c47bf94834bf9e44138f7f995ain14', verdict: 'accepted', job_id: task_id },
      { target: 'aa0ae5c47bf94834bf9e44138f7f995ain14', verdict: 'accepted', job_id: task_id },
    ],
  },
];
