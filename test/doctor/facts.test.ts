import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { repliesIn } from '../../shared/doctor/replies.ts';
import { facts as ofServices } from '../../shared/huawei/facts.ts';
import { type Exchange, type Fact, UNKNOWN_JOB } from '../../shared/terms/inspection.ts';

let all: readonly Fact[] = [];
beforeAll(async () => {
  const subjects = await readSubjects();
  all = [...ofServices, ...subjects.flatMap(({ inspection }) => inspection.facts)];
});

/** A reply of the service to a GET below the project. */
const reply = (service: string, path: string, body: unknown, more: Partial<Exchange> = {}): Exchange => {
  const [name = '', query = ''] = path.split('?');
  return {
    service: service as Exchange['service'],
    method: 'GET',
    path: `/v3/0c8243400d37468bb4aed3cc94c2911d/${name}`,
    query: Object.fromEntries(new URLSearchParams(query)),
    sent_at: 0,
    ms: 1,
    status: 200,
    headers: { 'x-request-id': 'x' },
    body,
    ...more,
  };
};
const refused = (status: number, error_code: string) => ({ status, body: { error_code, error_msg: 'no' } });

const A = 'a'.repeat(32);
const gauss = (...instances: object[]) => reply('gaussdb', 'instances', { instances });
const gemini = (...instances: object[]) => reply('geminidb', 'instances', { instances });
const tasks = (...list: object[]) => reply('gaussdb', 'tasks', { tasks: list });
const planned = (...list: object[]) => reply('gaussdb', 'instances/schedule-tasks', { tasks: list });
const patches = (...list: object[]) => reply('geminidb', 'jobs', { jobs: list });
const jobs = (...list: object[]) => reply('taurusdb', 'immediate-jobs', { jobs: list });
const offered = (id: string, ...versions: string[]) =>
  reply('gaussdb', `instances/${id}/db-upgrade/candidate-versions`, {
    hotfix_upgrade_candidate_versions: versions,
  });
const ids = (from: number, to: number, key = 'job_id') =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ [key]: `job ${from + index}` }));
const page = (list: string, route: string, offset: number, items: object[], total_count: number) =>
  reply('taurusdb', `${route}?limit=10&offset=${offset}`, { [list]: items, total_count });
const immediate = (offset: number, items: object[], total: number) =>
  page('jobs', 'immediate-jobs', offset, items, total);
const scheduled = (offset: number, items: object[], total: number) =>
  page('schedules', 'scheduled-jobs', offset, items, total);
const proxies = (status: string) =>
  reply('taurusdb', `instances/${A}in07/proxies`, { proxy_list: [{ proxy: { pool_id: 'p', status } }] });

const running = jobs({ job_name: 'UpgradeProxy', status: 'Running', instance_id: `${A}in07` });

type Case = readonly [
  id: string,
  verdict: 'confirmed' | 'refuted' | 'unseen',
  replies: Exchange[],
  ours?: string[],
];
const CASES: readonly Case[] = [
  ['gaussdb-instance-ids', 'confirmed', [gauss({ id: `${A}in14` })]],
  ['gaussdb-instance-ids', 'refuted', [gauss({ id: `${A}in14` }, { id: `${A}in07` })]],
  ['gaussdb-instance-ids', 'refuted', [gauss({ id: 'not-an-id' })]],
  ['gaussdb-instance-ids', 'unseen', [gauss()]],
  ['taurusdb-instance-ids', 'refuted', [reply('taurusdb', 'instances', { instances: [{ id: `${A}in14` }] })]],
  ['geminidb-instance-ids', 'confirmed', [gemini({ id: `${A}in06` })]],

  [
    'gaussdb-unknown-job',
    'confirmed',
    [reply('gaussdb', `jobs?id=${UNKNOWN_JOB}`, {}, refused(400, 'DBS.200543'))],
  ],
  [
    'gaussdb-unknown-job',
    'refuted',
    [reply('gaussdb', `jobs?id=${UNKNOWN_JOB}`, {}, refused(404, 'DBS.200002'))],
  ],
  ['gaussdb-unknown-job', 'refuted', [reply('gaussdb', `jobs?id=${UNKNOWN_JOB}`, { job: null })]],
  [
    'gaussdb-unknown-job',
    'unseen',
    [reply('gaussdb', `jobs?id=${UNKNOWN_JOB}`, {}, refused(403, 'DBS.200010'))],
  ],
  [
    'gaussdb-unknown-job',
    'unseen',
    [reply('gaussdb', `jobs?id=${UNKNOWN_JOB}`, {}, refused(500, 'DBS.108000'))],
  ],
  ['gaussdb-unknown-job', 'unseen', [reply('gaussdb', 'jobs?id=another', {}, refused(400, 'DBS.200543'))]],
  [
    'taurusdb-unknown-job',
    'confirmed',
    [reply('taurusdb', `jobs?id=${UNKNOWN_JOB}`, {}, refused(400, 'DBS.200543'))],
  ],
  ['geminidb-unknown-job', 'confirmed', [reply('geminidb', `jobs?id=${UNKNOWN_JOB}`, { jobs: [] })]],
  ['geminidb-unknown-job', 'refuted', [reply('geminidb', `jobs?id=${UNKNOWN_JOB}`, { jobs: [{ id: 'x' }] })]],

  ['letter-case', 'confirmed', [gauss({ id: `${A}in14` }), gemini({ id: `${A}in06` })]],
  ['letter-case', 'refuted', [gauss({ id: `${A}in14` }, { id: `${A.toUpperCase()}in14` })]],
  ['letter-case', 'unseen', [gauss({ id: `${A.toUpperCase()}in14` })]],
  ['letter-case', 'unseen', []],

  ['request-ids', 'confirmed', [gauss()]],
  ['request-ids', 'refuted', [gauss(), reply('geminidb', 'instances', {}, { headers: {} })]],
  ['request-ids', 'unseen', []],
  ['gateway-failures', 'unseen', [reply('gaussdb', 'instances', {}, refused(500, 'APIGW.0601'))]],

  ['plug-in-job-name', 'confirmed', [tasks({ job_id: 'a', name: 'InstallGaussDBV5Plugin' })]],
  ['plug-in-job-name', 'confirmed', [tasks({ job_id: 'a', name: 'Installing plug-in' })], ['a']],
  ['plug-in-job-name', 'refuted', [tasks({ job_id: 'a', name: 'InstallExtension' })], ['a']],
  ['plug-in-job-name', 'unseen', [tasks({ job_id: 'a', name: 'InstallExtension' })]],
  ['plug-in-job-name', 'unseen', []],
  [
    'plug-in-job-by-id',
    'confirmed',
    [reply('gaussdb', 'jobs?id=a', { job: { name: 'InstallKernelPlugin' } })],
  ],
  ['plug-in-job-by-id', 'unseen', [reply('gaussdb', 'jobs?id=a', { job: { name: 'ResizeFlavor' } })]],
  ['plug-in-job-by-id', 'refuted', [reply('gaussdb', 'jobs?id=a', {}, refused(400, 'DBS.200543'))]],
  ['plug-in-job-by-id', 'unseen', [reply('gaussdb', 'jobs?id=a', {}, refused(403, 'DBS.200010'))]],
  ['gaussdb-end-words', 'confirmed', [tasks({ status: 'Completed', ended_at: 1_659_345_296_347 })]],
  ['gaussdb-end-words', 'refuted', [tasks({ status: 'SUCCESS', ended_at: '2026-01-01T00:00:00+0000' })]],
  [
    'gaussdb-end-words',
    'unseen',
    [tasks({ status: 'SUCCESS', ended_at: null }, { status: 'Going', ended_at: '' })],
  ],

  ['hotfix-versions-form', 'confirmed', [gauss({ datastore: { hotfix_versions: '2.7.2.1, 2.7.2.2' } })]],
  ['hotfix-versions-form', 'refuted', [gauss({ datastore: { hotfix_versions: '2.7.2.1;2.7.2.2' } })]],
  ['hotfix-versions-form', 'refuted', [gauss({ datastore: { hotfix_versions: 'none' } })]],
  ['hotfix-versions-form', 'unseen', [gauss({ datastore: {} }, { datastore: { hotfix_versions: '' } })]],
  [
    'hotfix-versions-form',
    'confirmed',
    [
      gauss({
        datastore: { hotfix_version_infos: [{ version: 'V2.0-2.7.2.1' }, { version: 'V2.0-2.7.2.2' }] },
      }),
    ],
  ],
  [
    'hotfix-versions-form',
    'refuted',
    [gauss({ datastore: { hotfix_version_infos: [{ version: 'V2.0-2.7.2.1' }, {}] } })],
  ],
  ['hotfix-versions-when-none', 'confirmed', [gauss({ datastore: { hotfix_version_infos: [] } })]],
  ['hotfix-versions-when-none', 'refuted', [gauss({ datastore: { hotfix_version_infos: {} } })]],
  [
    'offered-is-not-installed',
    'refuted',
    [
      gauss({ id: 'a', datastore: { hotfix_version_infos: [{ version: 'V2.0-2.7.2.1' }] } }),
      offered('a', '2.7.2.1'),
    ],
  ],
  [
    'hotfix-versions-when-none',
    'confirmed',
    [gauss({ datastore: {} }, { datastore: { hotfix_versions: null } })],
  ],
  ['hotfix-versions-when-none', 'refuted', [gauss({ datastore: { hotfix_versions: [] } })]],
  ['hotfix-versions-when-none', 'unseen', [gauss({ datastore: { hotfix_versions: '2.7.2.1' } })]],
  [
    'offered-is-not-installed',
    'confirmed',
    [gauss({ id: 'a', datastore: { hotfix_versions: '2.7.2.1' } }), offered('a', '2.7.2.2')],
  ],
  [
    'offered-is-not-installed',
    'refuted',
    [gauss({ id: 'a', datastore: { hotfix_versions: '2.7.2.1' } }), offered('a', '2.7.2.01')],
  ],
  [
    'offered-is-not-installed',
    'unseen',
    [gauss({ id: 'a', datastore: { hotfix_versions: '2.7.2.1' } }), offered('b', '2.7.2.1')],
  ],
  ['task-shows-versions', 'confirmed', [planned({ task_content: { target_version: '3.208.0.6' } })]],
  ['task-shows-versions', 'confirmed', [planned({ target_config: '8.102.0.2' })]],
  ['task-shows-versions', 'refuted', [planned({ target_config: '8.102.0.2' }, { task_content: 'hotfix' })]],
  ['task-shows-versions', 'unseen', [planned()]],
  [
    'task-and-instance',
    'confirmed',
    [planned({ task_id: 'a', instance_id: 'x' }, { task_id: 'a', instance_id: 'y' })],
  ],
  [
    'task-and-instance',
    'refuted',
    [planned({ task_id: 'a', instance_id: 'x', n: 1 }, { task_id: 'a', instance_id: 'x' })],
  ],
  ['task-and-instance', 'unseen', []],
  ['task-is-listed', 'confirmed', [planned({ task_id: 'a' })], ['a', 'b']],
  ['task-is-listed', 'unseen', [planned({ task_id: 'a' })], ['b']],
  ['thirty-a-call', 'unseen', []],

  ['immediate-jobs-offset', 'confirmed', [immediate(1, ids(0, 10), 13), immediate(2, ids(10, 13), 13)]],
  ['immediate-jobs-offset', 'confirmed', [immediate(1, ids(0, 2), 2), immediate(2, [], 2)]],
  // By items from 1, as the vendor's default of 1 has it, and from 0.
  ['immediate-jobs-offset', 'refuted', [immediate(1, ids(0, 10), 13), immediate(2, ids(1, 11), 13)]],
  ['immediate-jobs-offset', 'refuted', [immediate(1, ids(0, 2), 2), immediate(2, ids(1, 2), 2)]],
  ['immediate-jobs-offset', 'refuted', [immediate(1, ids(1, 2), 2), immediate(2, [], 2)]],
  ['immediate-jobs-offset', 'unseen', [immediate(1, ids(0, 1), 1), immediate(2, [], 1)]],
  ['immediate-jobs-offset', 'unseen', [immediate(1, ids(0, 10), 13)]],
  [
    'immediate-jobs-offset',
    'unseen',
    [reply('taurusdb', 'immediate-jobs?limit=50&offset=1', { jobs: ids(0, 3) })],
  ],
  ['scheduled-jobs-offset', 'confirmed', [scheduled(0, ids(0, 3), 3), scheduled(1, ids(1, 3), 3)]],
  ['scheduled-jobs-offset', 'refuted', [scheduled(0, ids(0, 3), 3), scheduled(1, ids(0, 3), 3)]],
  ['scheduled-jobs-offset', 'refuted', [scheduled(0, ids(0, 3), 3), scheduled(1, [], 3)]],
  ['scheduled-jobs-offset', 'unseen', [scheduled(0, ids(0, 1), 1), scheduled(1, [], 1)]],
  ['proxy-job-name', 'confirmed', [jobs({ job_id: 'a', job_name: 'UpgradeGaussDBforMySQLProxyVersion' })]],
  ['proxy-job-name', 'refuted', [jobs({ job_id: 'a', job_name: 'UpgradeKernel' })], ['a']],
  ['proxy-job-name', 'refuted', [jobs({ job_id: 'a', job_name: 'ScaleGaussDBforMySQLProxy' })], ['a']],
  ['proxy-job-name', 'unseen', [jobs({ job_id: 'a', job_name: 'CloseGaussDBforMySQLProxy' })]],
  [
    'proxy-at-work',
    'confirmed',
    [jobs({ job_name: 'UpgradeProxy', status: 'Running', instance_id: `${A}in07` }), proxies('UPGRADING')],
  ],
  [
    'proxy-at-work',
    'unseen',
    [jobs({ job_name: 'UpgradeProxy', status: 'Running', instance_id: `${A}in07` }), proxies('ACTIVE')],
  ],
  [
    'proxy-at-work',
    'unseen',
    [jobs({ job_name: 'UpgradeProxy', status: 'Completed', instance_id: `${A}in07` }), proxies('UPGRADING')],
  ],
  ['work-shows-on-proxy', 'confirmed', [running, proxies('UPGRADING')]],
  ['work-shows-on-proxy', 'refuted', [running, proxies('ACTIVE')]],
  ['work-shows-on-proxy', 'unseen', [proxies('UPGRADING')]],
  ['only-pending-is-canceled', 'unseen', []],
  ['shared-url-expiry', 'unseen', []],
  ['workflow-by-id', 'confirmed', [reply('taurusdb', 'jobs?id=a', { job: { name: 'UpgradeProxyVersion' } })]],
  ['workflow-by-id', 'refuted', [reply('taurusdb', 'jobs?id=a', {}, refused(400, 'DBS.200543'))]],
  ['taurusdb-end-words', 'confirmed', [jobs({ status: 'Failed', ended_time: '2018-08-06T12:41:14+0000' })]],
  ['taurusdb-end-words', 'refuted', [jobs({ status: 'Done', ended_time: '2018-08-06T12:41:14+0000' })]],

  ['suffix-tells-engine', 'confirmed', [gemini({ id: `${A}in06`, datastore: { type: 'cassandra' } })]],
  [
    'suffix-tells-engine',
    'refuted',
    [
      gemini(
        { id: `${A}in06`, datastore: { type: 'cassandra' } },
        { id: `b${A.slice(1)}in06`, datastore: { type: 'hbase' } },
      ),
    ],
  ],
  ['suffix-tells-engine', 'unseen', []],
  ['patch-job-name', 'confirmed', [patches({ id: 'a', name: 'UpgradeDbVersion' })]],
  ['patch-job-name', 'refuted', [patches({ id: 'a', name: 'BatchUpgradeDbVersion' })], ['a']],
  ['patch-job-name', 'unseen', [patches({ id: 'a', name: 'RestartInstance' })]],
  [
    'patch-at-work',
    'confirmed',
    [
      patches({ name: 'UpgradeDbVersion', status: 'Running', instance: { id: 'x' } }),
      gemini({ id: 'x', status: 'normal' }),
    ],
  ],
  [
    'patch-at-work',
    'unseen',
    [patches({ name: 'UpgradeDbVersion', status: 'Completed', instance: { id: 'x' } }), gemini({ id: 'x' })],
  ],
  ['patch-job-by-id', 'confirmed', [reply('geminidb', 'jobs?id=a', { jobs: [{ id: 'a' }] })]],
  ['patch-job-by-id', 'refuted', [reply('geminidb', 'jobs?id=a', { jobs: [] })]],
  [
    'geminidb-end-words',
    'confirmed',
    [patches({ status: 'Completed', end_time: '2023-09-12T06:44:03+0000' })],
  ],
  ['geminidb-end-words', 'refuted', [patches({ status: 'Finished', end_time: '2023-09-12T06:44:03+0000' })]],
];

describe('a fact', () => {
  test.each(CASES)('%s: %s', (id, verdict, replies, ours = []) => {
    const fact = all.find((one) => one.id === id);
    expect(fact).toBeDefined();
    expect(Object.keys(fact?.judge(repliesIn(replies, new Set(ours))) ?? {})).toEqual([verdict]);
  });
});

describe('the table of facts', () => {
  test('names each once, and a file that exists', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, relied_on } of all) expect([id, existsSync(relied_on)]).toEqual([id, true]);
  });

  /** Product files below a folder. */
  const filesIn = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path) : [path];
    });

  test('has one for every file that marks an inference', () => {
    const marking = [...filesIn('functions'), ...filesIn('shared')].filter(
      (path) =>
        // What EventBridge Scheduler does with a day, and Lambda with a failed event, is nothing that the cloud could show.
        !/^shared\/(inspection\.ts|doctor\/|calendar\/cron\/|desk\/letters\/)|\/(doctor|facts)\.ts$/.test(
          path,
        ) && /\binferred\b/.test(readFileSync(path, 'utf8')),
    );
    const without = marking.filter((path) => !all.some(({ relied_on }) => relied_on === path));
    expect(marking.length).toBeGreaterThan(4);
    expect(without).toEqual([]);
  });
});
