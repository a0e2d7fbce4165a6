import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Report } from '../../shared/terms/report.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES, PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';
import { type Ended, invoke, secretsOf, withKeys, withPassword } from './command.ts';

const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [HEALTHY, ABNORMAL] = PATCH_INSTANCES;
const [HOTFIX] = HOTFIX_INSTANCES;
const HOTFIX_PROJECT = '0483b6b16e954cb88930a360d2c4e663';
const CALL = 'batchUpgradeDatabaseVersion';
const PACKAGE = 'https://plugins.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz';

let cloud: Cloud;
let folder: string;
beforeAll(async () => {
  cloud = await startCloud();
  folder = mkdtempSync(join(tmpdir(), 'invoke-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await cloud.close();
});

const outputs: Ended[] = [];
beforeEach(() => {
  cloud.reset();
  outputs.length = 0;
});
afterEach(() => {
  const printed = outputs.map(({ stdout, stderr }) => stdout + stderr).join('');
  for (const secret of secretsOf(cloud)) expect(printed).not.toContain(secret);
  expect(printed).not.toMatch(/\n\s+at .*:\d+/);
});

// Most of these are about the call itself; what is looked at first has a part of its own below.
const run = async (...given: Parameters<typeof invoke>) => {
  const environment = { PREFLIGHT: 'off', ...(given[1] ?? withPassword(cloud)) };
  const ended = await invoke(given[0], environment, given[2]);
  outputs.push(ended);
  return ended;
};
const patch = (fields: object, ...flags: string[]) => [
  'patch-databases',
  '--json',
  JSON.stringify({ project_id: PROJECT, ...fields }),
  ...flags,
];
const hotfix = (fields: object) => {
  const intent = { instance_ids: [HOTFIX], target_version: '3.208.0.6', project_id: HOTFIX_PROJECT };
  return ['schedule-hotfix-upgrade', '--json', JSON.stringify({ ...intent, ...fields })];
};
const report = ({ stdout }: Ended) => JSON.parse(stdout) as Report;
const reports = ({ stdout }: Ended) => JSON.parse(stdout) as { reports: Report[]; not_sent?: string[] };
const submissions = () => cloud.received.filter(({ service }) => service !== 'iam');

/** Seven ids of one engine, five of another: two calls. */
const MIXED = Array.from({ length: 12 }, (_, n) =>
  (n % 2 === 0 || n > 9 ? 'in13' : 'in06').padStart(36, `${n + 10}ab`),
);
const [FIRST, SECOND] = ['in13', 'in06'].map((engine) => MIXED.filter((id) => id.endsWith(engine)));
const addMixed = () => {
  for (const id of MIXED) cloud.state.addInstance({ id, service: 'geminidb', project_id: PROJECT });
};

describe('exit codes', () => {
  test('0: accepted, with a report for a person', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY], request_id: 'change-1' }, '--yes'));
    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).toContain(`${HEALTHY}  accepted\n    job ${cloud.accepted[0]?.job_id}\n`);
    expect(ended.stdout).toMatch(/^request_id +change-1$/m);
    expect(ended.stdout).toMatch(/^cloud request ids +[0-9a-f]{32}$/m);
    expect(ended.stdout).not.toContain('_aws');
    expect(cloud.accepted).toMatchObject([{ target: HEALTHY, authorization: 'token' }]);
  });

  test('1: one accepted, one refused, with code, reason and hint', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY, ABNORMAL] }, '--yes'));
    expect(ended.code).toBe(1);
    expect(ended.stdout).toContain('patch-databases: partial');
    expect(ended.stdout).toContain(`${ABNORMAL}  rejected\n    DBS.200011 The status`);
    expect(ended.stdout).toContain('hint: the instance is busy');
    expect(ended.stdout).toContain('may be sent again later');
  });

  test('1: an intent whose time is over', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY], not_after: '2020-01-01T00:00:00Z' }, '--yes'));
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('patch-databases: expired, ') });
    expect(cloud.received).toEqual([]);
  });

  test.each([
    ['an intent whose time is over', patch({ instance_ids: [HEALTHY], not_after: '2020-01-01T00:00:00Z' })],
    ['a hotfix that should have started', hotfix({ start_time: '2020-01-01T00:00:00Z' })],
    ['a hotfix that would start before its time', hotfix({ start_time: 'PT1H', not_before: 'PT2H' })],
  ])('1: %s is told before anything is shown, read or asked, a dry run too', async (_, args) => {
    for (const flags of [[], ['--dry-run']]) {
      const ended = await run([...args, ...flags], { ...withPassword(cloud), PREFLIGHT: 'on' });
      expect(ended).toMatchObject({ code: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^Expired: (not_after|start_time).*; nothing was sent\n$/);
    }
    expect(cloud.received).toEqual([]);
  });

  test('2: the connection was cut after the request', async () => {
    cloud.faults.add({ call: CALL, fault: { kind: 'cut-after' } });
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--yes'));
    expect(ended.code).toBe(2);
    expect(ended.stdout).toContain(`${HEALTHY}  unknown`);
    expect(ended.stdout).toContain('Look in the console before sending again');
    expect(cloud.accepted).toHaveLength(1);
  });

  test('3: its time has not come', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY], not_before: 'PT1H' }, '--yes'));
    expect(ended).toMatchObject({ code: 3, stdout: expect.stringContaining('patch-databases: held, ') });
    expect(cloud.received).toEqual([]);
  });

  test('what takes long is told meanwhile, and what does not is not', async () => {
    cloud.faults.add({ call: CALL, fault: { kind: 'slow', ms: 3500 } });
    const long = await run(patch({ instance_ids: [HEALTHY] }, '--yes'));
    expect(long.stderr).toContain('\ncall 1 of 1 is under way and waits for the cloud');
    cloud.reset();
    const short = await run(patch({ instance_ids: [HEALTHY] }, '--yes'));
    expect(short.code).toBe(0);
    expect(short.stderr).not.toContain('under way');
  });

  test('69: wrong password', async () => {
    const environment = { ...withPassword(cloud), HW_USER_PASSWORD: 'wrong-password' };
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--yes'), environment);
    expect(ended).toMatchObject({ code: 69, stdout: expect.stringContaining('IAM answered 401') });
    expect(ended.stdout + ended.stderr).not.toContain('wrong-password');
    expect(ended.stdout).toContain('\nNext step: npx --no-install db-upkeep doctor');
    expect(submissions()).toEqual([]);
  });

  test('69: no credentials, or wrong environment', async () => {
    const { HW_USER_PASSWORD: _, ...half } = withPassword(cloud);
    for (const environment of [half, { ...withPassword(cloud), HW_TIMEOUT_MS: 'soon' }]) {
      const ended = await run(patch({ instance_ids: [HEALTHY] }, '--yes'), environment);
      expect(ended).toMatchObject({ code: 69, stdout: '' });
      expect(ended.stderr).toMatch(/^Misconfigured: .*(HW_USER_PASSWORD|HW_TIMEOUT_MS)/m);
    }
    expect(cloud.received).toEqual([]);
  });

  test('69: nobody listens at the endpoint', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const geminidb = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((resolve) => server.close(resolve));
    const environment = withPassword({ endpoints: { ...cloud.endpoints, geminidb } });
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--yes'), environment);
    expect(ended).toMatchObject({ code: 69, stdout: expect.stringContaining('ECONNREFUSED') });
    expect(ended.stdout).toContain(`${HEALTHY}  not_sent`);
  });
});

describe('a dry run', () => {
  afterEach(() => expect(cloud.received).toEqual([]));
  const url = () => `POST ${cloud.endpoints.geminidb}/v3/${PROJECT}/instances/db-upgrade`;

  test('prints method, URL, headers and body, and sends nothing', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--dry-run'));
    expect(ended.code).toBe(0);
    expect(ended.stdout.split('\n')).toEqual([
      url(),
      'content-type: application/json',
      'x-auth-token: ***',
      '',
      `{"instance_ids":["${HEALTHY}"]}`,
      '',
      'Dry run: nothing was sent; 1 would be sent.',
      '',
    ]);
  });

  test('of several calls prints each; an intent can ask for it', async () => {
    const ended = await run(patch({ instance_ids: MIXED, dry_run: true }));
    expect(ended.code).toBe(0);
    const printed = ended.stdout
      .split('\n')
      .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
    expect(printed).toEqual([{ instance_ids: FIRST }, { instance_ids: SECOND }]);
    expect(ended.stdout.split(url())).toHaveLength(3);
  });

  test('shows neither signature nor the query of the plug-in URL', async () => {
    const intent = {
      project_id: '0c8243400d37468bb4aed3cc94c2911d',
      instance_id: PLUGIN_INSTANCE,
      plugin_name: 'postgis',
      url: `${PACKAGE}?AccessKeyId=AKX&Signature=hidden-part`,
      sha_256: 'a'.repeat(64),
    };
    const args = ['install-kernel-plugin', '--dry-run', '--json', JSON.stringify(intent)];
    for (const flags of [[], ['--output', 'json']]) {
      const ended = await run([...args, ...flags], withKeys(cloud));
      expect(ended.code).toBe(0);
      expect(ended.stdout).toContain(`${PACKAGE}?***`);
      expect(ended.stdout).toContain('authorization');
      expect(ended.stderr).toContain('access key UPKEEPACCESSKEY00001');
      expect(ended.stdout + ended.stderr).not.toMatch(/hidden-part|AKX/);
    }
  });

  test('names the account that a secret holds', async () => {
    const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, ...rest } = withPassword(cloud);
    const SecretString = JSON.stringify({ HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD });
    const store = createServer((_, answer) => answer.end(JSON.stringify({ SecretString })));
    await new Promise<void>((resolve) => store.listen(0, '127.0.0.1', resolve));
    const environment = {
      ...rest,
      HW_CREDENTIALS_SECRET: 'upkeep/login',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(store.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local-secret-access-key',
    };
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--dry-run'), environment);
    store.closeAllConnections();
    await new Promise((resolve) => store.close(resolve));
    expect(ended.code).toBe(0);
    expect(ended.stderr).toMatch(/^account +acme\/upkeep, from the secret upkeep\/login$/m);
  });

  test('needs credentials to show, but not that they are right', async () => {
    const environment = { ...withPassword(cloud), HW_USER_PASSWORD: 'wrong' };
    const ended = await run(patch({ instance_ids: [HEALTHY] }, '--dry-run', '--output', 'json'), environment);
    expect(report(ended)).toMatchObject({ status: 'dry_run', calls: [{ method: 'POST' }] });
  });
});

describe('what is looked at first', () => {
  const looking = () => ({ ...withPassword(cloud), PREFLIGHT: 'on' });
  const ids = { instance_ids: [HEALTHY, ABNORMAL] };

  test('a dry run reads, sends nothing, and says what would not be sent', async () => {
    const ended = await run(patch(ids, '--dry-run', '--output', 'json'), looking());
    expect(ended.stderr).toMatch(/^Dry run: nothing was sent; 1 would be sent, 1 would be rejected\.$/m);
    expect(report(ended)).toMatchObject({
      status: 'dry_run',
      outcomes: [
        { target: HEALTHY, verdict: 'not_sent', code: 'dry_run' },
        { target: ABNORMAL, verdict: 'rejected', code: 'preflight', reason: 'the instance is abnormal' },
      ],
      calls: [{ method: 'POST', body: `{"instance_ids":["${HEALTHY}"]}` }],
    });
    expect(submissions().map(({ method }) => method)).toEqual(['GET']);
  });

  test('a dry run tells a person which target no call is for, and what could not be checked', async () => {
    const ended = await run(patch(ids, '--dry-run'), looking());
    expect(ended.stdout).toContain(`{"instance_ids":["${HEALTHY}"]}`);
    expect(ended.stdout).toMatch(
      new RegExp(`\n  ${ABNORMAL}  rejected\n    preflight the instance is abnormal\n    hint: .+\n`),
    );
    cloud.faults.decide = ({ call }) => (call === 'listInstances' ? { kind: 'html' } : undefined);
    const blind = await run(patch({ instance_ids: [HEALTHY] }, '--dry-run'), looking());
    expect(blind.stdout).toMatch(new RegExp(`\n  ${HEALTHY}  not_sent\n.*not checked: instance`));
  });

  const DONE = '0000000000000000000000000000d0eein13';
  const BUSY = '0000000000000000000000000000b05fin13';
  const BUSY_TOO = '0000000000000000000000000000b05fin06';
  test.each([
    [[HEALTHY], {}, 0, '1 would be sent'],
    [[DONE], {}, 0, '1 already done'],
    [[HEALTHY, DONE], {}, 0, '1 would be sent, 1 already done'],
    [[ABNORMAL], {}, 1, '1 would be rejected'],
    [[HEALTHY, ABNORMAL, DONE], {}, 1, '1 would be sent, 1 already done, 1 would be rejected'],
    [[BUSY], {}, 1, '1 would be rejected as busy, and no ledger tries it again (LEDGER_TABLE is not set)'],
    [
      [HEALTHY, BUSY_TOO],
      {},
      1,
      '1 would be sent, 1 would be rejected as busy, and no ledger tries it again',
    ],
    [[ABNORMAL], { not_before: 'PT1H' }, 3, 'all would be held until 20.*Z; then, .* 1 would be rejected'],
  ])('a dry run of %j %j ends with %i, as sending it does', async (instance_ids, fields, code, summary) => {
    const add = (id: string, more: object) => {
      cloud.state.addInstance({ id, service: 'geminidb', project_id: PROJECT, ...more });
    };
    add(DONE, { patch_available: false });
    add(BUSY, { actions: ['CREATE'] });
    add(BUSY_TOO, { actions: ['CREATE'] });
    const intent = { instance_ids, ...fields };
    const rehearsed = await run(patch(intent, '--dry-run'), looking());
    expect(rehearsed.stdout.trimEnd().split('\n').at(-1)).toMatch(
      new RegExp(`^Dry run: nothing was sent; ${summary.replace(/[()]/g, '\\$&')}`),
    );
    expect(rehearsed.code).toBe(code);
    expect(cloud.accepted).toEqual([]);
    expect((await run(patch(intent, '--yes'), looking())).code).toBe(code);
  });

  test('a misfit is not sent, the rest is; outcomes stand in the order of the request', async () => {
    const ended = await run(
      patch({ instance_ids: [ABNORMAL, HEALTHY] }, '--yes', '--output', 'json'),
      looking(),
    );
    expect(ended.code).toBe(1);
    expect(report(ended).outcomes).toMatchObject([
      { target: ABNORMAL, verdict: 'rejected', code: 'preflight' },
      { target: HEALTHY, verdict: 'accepted' },
    ]);
    expect(cloud.accepted.map(({ target }) => target)).toEqual([HEALTHY]);
  });

  test('wrong credentials end a dry run too', async () => {
    const ended = await run(patch(ids, '--dry-run'), { ...looking(), HW_USER_PASSWORD: 'wrong' });
    expect(ended.code).toBe(69);
  });
});

describe('JSON output', () => {
  test('is the report, equal to what the cloud did', async () => {
    const ended = await run(patch({ instance_ids: [HEALTHY, ABNORMAL] }, '--yes', '--output', 'json'));
    const [work] = cloud.accepted;
    expect(ended.code).toBe(1);
    expect(report(ended)).toMatchObject({
      operation: 'patch-databases',
      trigger: 'invoke',
      status: 'partial',
      region: 'ap-southeast-1',
      project_id: PROJECT,
      attempt: 1,
      outcomes: [
        { target: HEALTHY, verdict: 'accepted', job_id: work?.job_id },
        { target: ABNORMAL, verdict: 'rejected', code: 'DBS.200011' },
      ],
    });
    expect(report(ended)).not.toHaveProperty('_aws');
  });

  test('comes from a file and with an access key as well', async () => {
    const file = join(folder, 'intent.json');
    writeFileSync(file, JSON.stringify({ instance_ids: [HEALTHY], project_id: PROJECT, reason: 'by hand' }));
    const ended = await run(
      ['patch-databases', '--file', file, '--yes', '--output', 'json'],
      withKeys(cloud),
    );
    expect(ended.code).toBe(0);
    expect(report(ended).outcomes).toEqual([
      { target: HEALTHY, verdict: 'accepted', job_id: cloud.accepted[0]?.job_id },
    ]);
    expect(cloud.accepted[0]?.authorization).toBe('signature');
  });
});

describe('12 ids of two engines', () => {
  beforeEach(addMixed);
  const mixed = (...flags: string[]) =>
    patch({ instance_ids: MIXED, request_id: 'change-7' }, '--yes', ...flags);
  const asked = () =>
    submissions().map(({ body }) => (JSON.parse(body) as { instance_ids: string[] }).instance_ids);

  test('are two calls, each with a report of its own', async () => {
    const ended = await run(mixed('--output', 'json'));
    expect(ended.code).toBe(0);
    expect(asked()).toEqual([FIRST, SECOND]);
    const all = reports(ended);
    expect(Object.keys(all)).toEqual(['reports']);
    expect(all.reports.map(({ request_id }) => request_id)).toEqual([
      expect.stringMatching(/^change-7\/[0-9a-f]{12}$/),
      expect.stringMatching(/^change-7\/[0-9a-f]{12}$/),
    ]);
    expect(all.reports.flatMap(({ outcomes }) => outcomes)).toEqual(
      cloud.accepted.map(({ target, job_id }) => ({ target, verdict: 'accepted', job_id })),
    );
    expect(ended.stderr).toMatch(/^cloud calls +2$/m);
    expect(ended.stderr).toMatch(/^targets +12$/m);
  });

  test('stop when the first call came back unknown', async () => {
    cloud.faults.add({ call: CALL, fault: { kind: 'cut-after' } });
    const ended = await run(mixed());
    expect(ended.code).toBe(2);
    expect(asked()).toEqual([FIRST]);
    expect(ended.stderr).toContain(
      `Not sent, because call 1 of 2 came back unknown:\n${SECOND?.map((id) => `  ${id}\n`).join('')}`,
    );
  });

  test('stop when the credentials are refused, by IAM or by the gateway', async () => {
    const wrong = { ...withPassword(cloud), HW_USER_PASSWORD: 'wrong-password' };
    const first = await run(mixed('--output', 'json'), wrong);
    expect(first.code).toBe(69);
    expect(reports(first)).toMatchObject({ reports: [{ status: 'failed' }], not_sent: SECOND });
    expect(cloud.received).toHaveLength(1);

    cloud.faults.add({ call: CALL, fault: { kind: 'unauthorized' }, times: 2 });
    const second = await run(mixed('--output', 'json'));
    expect(second.code).not.toBe(0);
    expect(reports(second)).toMatchObject({ reports: [{}], not_sent: SECOND });
    expect(asked()).toEqual([FIRST]);
  });

  test('go on when single targets are refused', async () => {
    cloud.faults.add({ call: CALL, fault: { kind: 'busy' } });
    const ended = await run(mixed('--output', 'json'));
    expect(ended.code).toBe(1);
    expect(reports(ended).reports.map(({ status }) => status)).toEqual(['rejected', 'accepted']);
  });

  test('stop at Ctrl-C, after the answer to the call under way', async () => {
    let interrupt: (signal: NodeJS.Signals) => void;
    cloud.faults.decide = ({ call }) => {
      if (call !== CALL) return undefined;
      interrupt('SIGINT');
      return { kind: 'slow', ms: 500 };
    };
    const ended = await run(mixed('--output', 'json'), undefined, (kill) => {
      interrupt = kill;
    });
    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('call 1 of 2 was interrupted') });
    expect(reports(ended)).toMatchObject({ reports: [{ status: 'accepted' }], not_sent: SECOND });
  });
});
