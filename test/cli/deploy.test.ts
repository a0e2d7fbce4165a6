import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from '@jest/globals';
import { resourceList } from '../../cli/resource-list.ts';
import { type Built, built } from '../e2e/built.ts';
import { deploy } from './command.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) };
const SCHEDULES = `weekly:
  operation: patch-databases
  when: cron(0 2 ? * SUN *)
  time_zone: Europe/Berlin
  enabled: true
  intent: { instance_ids: [046287aae57843b1a7bc61b7a8812f41in13, 3d1e04f49efa473a8c7eaf07ed7ff870in13] }
`;

describe('the list of resources', () => {
  test('names each by its name, groups by type and counts', () => {
    const schedule = {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: 'weekly',
        State: 'DISABLED',
        ScheduleExpression: 'rate(7 days)',
        ScheduleExpressionTimezone: 'UTC',
      },
    };
    const Resources = {
      Weekly: schedule,
      BQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'b' } },
      Key: { Type: 'AWS::KMS::Key' },
      AQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'a' } },
    };
    expect(resourceList({ Resources })).toBe(
      [
        'AWS::KMS::Key (1)',
        '    Key',
        '',
        'AWS::Scheduler::Schedule (1)',
        '    weekly: rate(7 days) UTC, off',
        '',
        'AWS::SQS::Queue (2)',
        '    a',
        '    b',
        '',
        '4 resources',
        '',
      ].join('\n'),
    );
  });
});

describe('the command line', () => {
  test.each([
    [[], {}, 'expected --stage and --region'],
    [['--stage', 'prod'], {}, 'expected --stage and --region'],
    [['prod'], {}, 'unexpected "prod"'],
    [
      ['--stage', 'prod', '--region', 'eu-west-1'],
      { HW_REGION_NAME: 'ap-southeast-1' },
      'HW_PROJECT_ID: expected in the environment',
    ],
  ])('%j is refused before anything runs', async (args, environment, message) => {
    const { code, stderr } = await deploy(args, environment);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  test('whatever is wrong is told at once, before anything runs', async () => {
    const environment = { PREFLIGHT: 'no', PLUGIN_PACKAGES: '{', PATH: '' };
    const { code, stdout, stderr } = await deploy(
      ['--stage', 'local', '--region', 'eu-west-1', '--yes'],
      environment,
    );
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'the stage local is for this machine: deploy under another name',
      'PREFLIGHT: expected on or off',
      expect.stringMatching(/^PLUGIN_PACKAGES: expected a JSON list/),
      'HW_REGION_NAME: expected in the environment',
      'HW_PROJECT_ID: expected in the environment',
    ]);
  });

  test('without a terminal and --yes it shows what was decided, and runs nothing', async () => {
    const environment = { ...PLACE, PATH: '', PEOPLE_EMAIL: 'dba@example.com' };
    const { code, stdout, stderr } = await deploy(['--stage', 'prod', '--region', 'eu-west-3'], environment);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^stage +prod, in eu-west-3 of AWS$/m);
    expect(stderr).toMatch(/^told by e-mail +dba@example\.com$/m);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'no terminal to confirm on, so nothing was deployed; --yes confirms',
    );
  });

  test('runs the checks without what is set for the deployment, and stops when they fail', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
    writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho "$@"\nenv\nexit 1\n', { mode: 0o755 });
    const environment = {
      PATH: `${folder}:${process.env.PATH}`,
      ...PLACE,
      QUEUE_WRITERS: 'arn:aws:iam::123456789012:role/dba',
      AWS_SECRET_ACCESS_KEY: 'a-login-of-somebody',
    };
    const { code, stdout } = await deploy(['--stage', 'prod', '--region', 'eu-west-1', '--yes'], environment);
    rmSync(folder, { recursive: true });
    expect([code, stdout.split('\n')[0]]).toEqual([1, 'run --silent check']);
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toMatch(/^(HW_|AWS_|QUEUE_)/m);
  });

  test('tells how it is used', async () => {
    expect(await deploy(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') });
  });
});

describe('a copy of the product', () => {
  const products: Built[] = [];
  const copy = async (...args: Parameters<typeof built>) => {
    const product = await built(...args);
    products.push(product);
    return product;
  };
  afterAll(() => {
    for (const product of products) product.remove();
  });

  test('shows on a dry run what would be made, and in the end what was decided', async () => {
    const { stdout } = await copy('deploy', PLACE, {
      args: ['--dry-run', '--stage', 'prod', '--region', 'eu-west-3'],
      change: (folder) => writeFileSync(join(folder, 'schedules.prod.yml'), SCHEDULES),
    });
    const [, list = '', page = ''] = /\n(AWS::[\s\S]*\n\d+ resources\n)\n(stage [\s\S]*)$/.exec(stdout) ?? [];
    expect(list).toContain('    weekly: cron(0 2 ? * SUN *) Europe/Berlin, on\n');
    expect(page).toMatch(/^stage +prod, in eu-west-3 of AWS\n/);
    const run = String.raw`Sun \d{4}-\d\d-\d\d 02:00`;
    expect(page).toMatch(
      new RegExp(String.raw`cron\(0 2 \? \* SUN \*\): ${run}, ${run}, ${run} \(Europe/Berlin\)\n$`),
    );
  }, 60_000);

  test('deploys nothing else than what was confirmed', async () => {
    const { folder } = await copy('build');
    const programs = mkdtempSync(join(folder, 'bin-'));
    const program = (name: string, script: string) =>
      writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    const run = () =>
      promisify(execFile)(
        process.execPath,
        ['cli/deploy.ts', '--stage', 'prod', '--region', 'eu-west-1', '--yes'],
        {
          cwd: folder,
          env: { ...PLACE, PATH: `${programs}:${process.env.PATH}` },
        },
      );
    program('osls', 'echo "osls $*"');
    program('npm', 'true');
    const { stdout } = await run();
    expect(stdout.match(/^osls .*$/gm)).toEqual([
      'osls package --stage prod --region eu-west-1',
      'osls deploy --package .serverless --stage prod --region eu-west-1',
    ]);
    writeFileSync(join(folder, 'added.yml'), SCHEDULES);
    program('npm', 'cp added.yml schedules.prod.yml');
    await expect(run()).rejects.toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining(
        'policy or schedules are others than you confirmed, so nothing was deployed',
      ),
    });
  }, 60_000);
});
