import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { obstacle } from '../../cli/commands/stage/stack-status.ts';
import { resourceList } from '../../cli/words/resource-list.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { startDeployment } from '../../stand-in/platform/deployment.ts';
import { type Built, built } from '../e2e/built.ts';
import { deploy } from './command.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32) };
const SCHEDULES = `weekly:
  operation: patch-databases
  when: cron(0 2 ? * SUN *)
  time_zone: Europe/Berlin
  enabled: true
  intent: { instance_ids: [${PATCH_INSTANCES[0]}, ${PATCH_INSTANCES[1]}] }
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

describe('a stack', () => {
  const COMMANDS = {
    wait: /describe-stacks/,
    remove: /delete-stack/,
    goOn: /continue-update-rollback/,
  } as const;
  // Every status of a stack, https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html
  test.each<[string, keyof typeof COMMANDS | 'deploy']>([
    ['CREATE_COMPLETE', 'deploy'],
    ['CREATE_FAILED', 'remove'],
    ['CREATE_IN_PROGRESS', 'wait'],
    ['DELETE_FAILED', 'remove'],
    ['DELETE_IN_PROGRESS', 'wait'],
    ['IMPORT_COMPLETE', 'deploy'],
    ['IMPORT_IN_PROGRESS', 'wait'],
    ['IMPORT_ROLLBACK_COMPLETE', 'deploy'],
    ['IMPORT_ROLLBACK_FAILED', 'goOn'],
    ['IMPORT_ROLLBACK_IN_PROGRESS', 'wait'],
    ['REVIEW_IN_PROGRESS', 'remove'],
    ['ROLLBACK_COMPLETE', 'remove'],
    ['ROLLBACK_FAILED', 'remove'],
    ['ROLLBACK_IN_PROGRESS', 'wait'],
    ['UPDATE_COMPLETE', 'deploy'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
    ['UPDATE_FAILED', 'goOn'],
    ['UPDATE_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_COMPLETE', 'deploy'],
    ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_FAILED', 'goOn'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
  ])('in %s: %s', (status, next) => {
    const said = obstacle(status, 'prod', 'eu-west-1');
    if (next === 'deploy') expect(said).toBeUndefined();
    else expect(said).toMatch(COMMANDS[next]);
  });

  test('that is not there is made', () => {
    expect(obstacle(undefined, 'prod', 'eu-west-1')).toBeUndefined();
  });
});

describe('the command line', () => {
  test.each([
    [[], {}, 'expected --stage and --aws-region'],
    [['--stage', 'prod'], {}, 'expected --stage and --aws-region'],
    [['prod'], {}, 'expected options only, got "prod"'],
    [['--stage', 'prod', '--region', 'eu-west-1'], {}, "--region: that is the database's region"],
    [
      ['--stage', 'prod', '--aws-region', 'eu-west-1'],
      { HW_REGION_NAME: 'ap-southeast-1' },
      'HW_PROJECT_ID: expected in the environment',
    ],
  ])('%j is refused before anything runs', async (args, environment, message) => {
    const { code, stderr } = await deploy(args, environment);
    expect([code, stderr]).toEqual([64, expect.stringContaining(message)]);
  });

  test('tells how it is used', async () => {
    expect(await deploy(['--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('--dry-run') });
  });
});

describe('a copy of the product', () => {
  const ARGS = ['--stage', 'prod', '--aws-region', 'eu-west-1'];
  let product: Built;
  let programs: string;
  let aws: Awaited<ReturnType<typeof startDeployment>>;
  beforeAll(async () => {
    aws = await startDeployment();
    product = await built('build');
    programs = mkdtempSync(join(product.folder, 'bin-'));
  });
  afterAll(async () => {
    product?.remove();
    await aws?.close();
  });
  beforeEach(() => {
    program('npm', 'echo "npm $*"');
    program('osls', 'echo "osls $*"');
  });

  /** What stands in for a program that deploying would run. */
  const program = (name: string, script: string) =>
    writeFileSync(join(programs, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const write = (name: string, text: string) => writeFileSync(join(product.folder, name), text);
  const run = async (args: readonly string[], environment: Record<string, string>) => {
    const started = promisify(execFile)(process.execPath, ['cli/db-upkeep.mjs', 'deploy', ...args], {
      cwd: product.folder,
      env: { PATH: `${programs}:${process.env.PATH}`, ...aws.login, ...environment },
    });
    started.child.stdin?.end();
    return started.then(
      (ended) => ({ code: 0, ...ended }),
      (ended: { code: number; stdout: string; stderr: string }) => ended,
    );
  };
  const ran = (stdout: string) => stdout.match(/^(npm|osls) .*$/gm) ?? [];

  test('tells at once whatever is wrong, before anything runs', async () => {
    const environment = { PREFLIGHT: 'no', PLUGIN_PACKAGES: '{' };
    const { code, stdout, stderr } = await run([...ARGS.with(1, 'local'), '--yes'], environment);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr.trim().split('\n')).toEqual([
      'the stage local is for this machine: deploy under another name',
      'PREFLIGHT: expected on or off, got text of length 2',
      expect.stringMatching(/^PLUGIN_PACKAGES: expected a JSON list/),
      'HW_REGION_NAME: expected in the environment',
      'HW_PROJECT_ID: expected in the environment',
    ]);
  });

  test('without a terminal and --yes shows what was decided, and runs nothing', async () => {
    const { code, stdout, stderr } = await run(ARGS, { ...PLACE, PEOPLE_EMAIL: 'dba@example.com' });
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toMatch(/^stage +prod, in eu-west-1 of AWS$/m);
    expect(stderr).toMatch(/^told by e-mail +dba@example\.com$/m);
    expect(stderr.trim().split('\n').at(-1)).toBe(
      'no terminal to confirm on, so nothing was deployed; --yes confirms',
    );
  });

  test('runs the checks, without what is set for the deployment, packages, and deploys that', async () => {
    program('npm', 'echo "npm $*"; env');
    const writers = { QUEUE_WRITERS: 'arn:aws:iam::123456789012:role/dba' };
    const { code, stdout } = await run([...ARGS, '--yes'], { ...PLACE, ...writers });
    expect([code, ran(stdout)]).toEqual([
      0,
      [
        'npm run --silent check-code',
        'osls package --stage prod --region eu-west-1 --param=ledger-guard=off',
        'osls deploy --package .serverless --stage prod --region eu-west-1',
        'osls package --stage prod --region eu-west-1',
        'osls deploy --package .serverless --stage prod --region eu-west-1',
      ],
    ]);
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toMatch(/^(HW_|AWS_|QUEUE_)/m);
  });

  test.each([
    ['the checks fail', 'npm', 'exit 1', 1, 1],
    ['packaging fails', 'osls', 'echo "osls $*"; exit 1', 1, 2],
    ['AWS refuses', 'osls', 'echo "osls $*"; test "$1" != deploy', 69, 3],
    ['the guard cannot be put on', 'osls', 'echo "osls $*"; test "$1" != package || test "$6"', 1, 4],
  ])('stops when %s', async (_title, name, script, expected, steps) => {
    program(name, name === 'npm' ? `echo "npm $*"; ${script}` : script);
    const { code, stdout } = await run([...ARGS, '--yes'], PLACE);
    expect([code, ran(stdout)]).toEqual([expected, Array.from({ length: steps }, () => expect.any(String))]);
  });

  test('does nothing where CloudFormation takes no deployment, and says how to go on', async () => {
    const busy = await startDeployment();
    busy.become('ROLLBACK_COMPLETE');
    const { code, stdout, stderr } = await run([...ARGS, '--yes'], { ...PLACE, ...busy.login });
    await busy.close();
    expect([code, ran(stdout)]).toEqual([69, []]);
    expect(stderr).toMatch(/the stack db-upkeep-prod is in ROLLBACK_COMPLETE: /);
    expect(stderr).toContain(
      'aws cloudformation delete-stack --stack-name db-upkeep-prod --region eu-west-1',
    );
  });

  test('tells what to do where nobody is logged in to AWS, before the checks', async () => {
    const nobody = {
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_EC2_METADATA_DISABLED: 'true',
      HOME: programs,
    };
    const { code, stdout, stderr } = await run([...ARGS, '--yes'], { ...PLACE, ...nobody });
    expect([code, ran(stdout)]).toEqual([69, []]);
    expect(stderr).toMatch(/^Next step: log in to AWS: /m);
  });

  test('in dev, whose ledger is not kept, needs one update', async () => {
    const { stdout } = await run([...ARGS.with(1, 'dev'), '--yes'], PLACE);
    expect(ran(stdout)).toHaveLength(3);
    expect(stdout).not.toContain('ledger-guard');
  });

  test('deploys nothing else than what was confirmed', async () => {
    write('added.yml', SCHEDULES);
    program('npm', 'cp added.yml schedules.prod.yml');
    expect(await run([...ARGS, '--yes'], PLACE)).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining(
        'policy, schedules, fleets or calendar are others than you confirmed, so nothing was deployed',
      ),
    });
  });

  test('a dry run of what cannot be deployed shows it all, and fails', async () => {
    mkdirSync(join(product.folder, '.serverless'), { recursive: true });
    write('.serverless/cloudformation-template-update-stack.json', '{"Resources":{}}');
    write('.serverless/serverless-state.json', '{"service":{"provider":{"region":"eu-west-1"}}}');
    const { code, stdout } = await run(['--dry-run', '--stage', 'prod'], {});
    expect([code, stdout]).toEqual([
      64,
      expect.stringContaining('NOT DEPLOYABLE without HW_REGION_NAME and'),
    ]);
  });

  test('shows on a dry run what would be made, and in the end what was decided', async () => {
    write('schedules.prod.yml', SCHEDULES);
    rmSync(join(programs, 'osls'));
    const args = ['--dry-run', '--stage', 'prod', '--aws-region', 'eu-west-3'];
    const { code, stdout } = await run(args, PLACE);
    const [, list = '', page = ''] = /\n(AWS::[\s\S]*\n\d+ resources\n)\n(stage [\s\S]*)$/.exec(stdout) ?? [];
    expect([code, list]).toEqual([
      0,
      expect.stringContaining('    weekly: cron(0 2 ? * SUN *) Europe/Berlin, on\n'),
    ]);
    expect(page).toMatch(/^stage +prod, in eu-west-3 of AWS\n/);
    const time = String.raw`Sun \d{4}-\d\d-\d\d 02:00`;
    expect(page).toMatch(
      new RegExp(String.raw`cron\(0 2 \? \* SUN \*\): ${time}, ${time}, ${time} \(Europe/Berlin\)\n$`),
    );
  });
});
