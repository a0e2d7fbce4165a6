import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AskedOfAws, startDeployment } from '../../stand-in/platform/deployment.ts';
import { type Built, built } from '../e2e/built.ts';

// osls itself runs, several times; a busy machine takes its time.
const PATIENCE_MS = 300_000;

let product: Built;
let aws: Awaited<ReturnType<typeof startDeployment>>;

beforeAll(async () => {
  aws = await startDeployment();
  product = await built('build', {}, { change: withoutChecks });
}, PATIENCE_MS);
afterAll(async () => {
  product?.remove();
  await aws?.close();
});

/** The checks are what runs this. */
function withoutChecks(folder: string): void {
  const path = join(folder, 'package.json');
  const { scripts, ...rest } = JSON.parse(readFileSync(path, 'utf8')) as { scripts: Record<string, string> };
  writeFileSync(path, JSON.stringify({ ...rest, scripts: { ...scripts, 'check-code': 'true' } }));
}

const run = (command: string, ...args: readonly string[]) =>
  promisify(execFile)(command, args, {
    cwd: product.folder,
    env: {
      PATH: [join(product.folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      HOME: product.folder,
      ...{ npm_config_offline: 'true', npm_config_update_notifier: 'false' },
      ...{ SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off', SLS_AWS_MONITORING_FREQUENCY: '10' },
      ...{ HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0'.repeat(32), PEOPLE_EMAIL: 'dba@example.com' },
      ...aws.login,
    },
  }).then(
    (ended) => ({ code: 0, ...ended }),
    (ended: { code: number; stdout: string; stderr: string }) => ended,
  );
const PLACE = ['--stage', 'prod', '--aws-region', 'eu-west-1'];
const OSLS = ['--stage', 'prod', '--region', 'eu-west-1'];
const deploy = () => run('npm', 'run', '--silent', 'deploy', '--', ...PLACE, '--yes');
/** Whether each update so far would have guarded the ledger; undefined where it has none. */
const guards = () =>
  aws.updates.map(({ Resources }) => Resources.Ledger?.Properties?.DeletionProtectionEnabled);

const LEDGER = () => aws.tables.get('db-upkeep-prod-ledger');

// The chapters of one account's life, in their order: osls takes its time.
describe('npx --no-install db-upkeep deploy, with osls against a stand-in for AWS,', () => {
  test(
    'that fails the first time leaves nothing in the way of the second',
    async () => {
      aws.fail('Dashboard');
      const failed = await deploy();
      expect(failed).toMatchObject({ code: 69, stderr: expect.stringContaining('When a deployment fails') });
      expect([guards(), aws.status(), LEDGER()]).toEqual([
        [undefined, false],
        'UPDATE_ROLLBACK_COMPLETE',
        undefined,
      ]);
    },
    PATIENCE_MS,
  );

  test(
    'makes the stack, and then guards its ledger, which may fail too',
    async () => {
      aws.failLater('Ledger');
      expect(await deploy()).toMatchObject({ code: 69 });
      expect([guards().slice(2), aws.status(), LEDGER()]).toEqual([
        [false, true],
        'UPDATE_ROLLBACK_COMPLETE',
        { guarded: false },
      ]);
    },
    PATIENCE_MS,
  );

  test(
    'makes up for that the next time, by one update',
    async () => {
      aws.fail(undefined);
      expect(await deploy()).toMatchObject({ code: 0 });
      expect([guards().slice(4), aws.status(), LEDGER()]).toEqual([
        [true],
        'UPDATE_COMPLETE',
        { guarded: true },
      ]);
    },
    PATIENCE_MS,
  );

  test(
    'never takes the guard away again',
    async () => {
      expect(await deploy()).toMatchObject({ code: 0 });
      expect([new Set(guards().slice(4)), LEDGER()]).toEqual([new Set([true]), { guarded: true }]);
    },
    PATIENCE_MS,
  );

  test(
    'lets osls look at the stack, and remove it without its ledger',
    async () => {
      expect(await run('osls', 'info', ...OSLS)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('stack: db-upkeep-prod'),
      });
      expect(await run('osls', 'remove', ...OSLS)).toMatchObject({ code: 0 });
      expect([aws.status(), LEDGER()]).toEqual([undefined, { guarded: true }]);
    },
    PATIENCE_MS,
  );
});

describe("the deployer's policy, docs/deployer-policy.json,", () => {
  interface Statement {
    readonly Sid: string;
    readonly Action: readonly string[];
    readonly Resource: string | readonly string[];
  }
  const text = readFileSync(new URL('../../docs/deployer-policy.json', import.meta.url), 'utf8');
  const filledIn = (stage: string, region: string) =>
    text
      .replaceAll('PARTITION', 'aws')
      .replaceAll('REGION', region)
      .replaceAll('ACCOUNT', '123456789012')
      .replaceAll('STAGE', stage);
  const { Statement: statements } = JSON.parse(filledIn('prod', 'eu-west-1')) as { Statement: Statement[] };
  const matches = (pattern: string, name: string) =>
    new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);
  const allows = ({ action, resource }: AskedOfAws) =>
    statements.some(
      ({ Action, Resource }) =>
        Action.includes(action) && [Resource].flat().some((pattern) => matches(pattern, resource)),
    );

  test('allows all that was asked above, but for the images that osls need not find', () => {
    expect(aws.asked.length).toBeGreaterThan(100);
    const refused = aws.asked.filter((one) => !allows(one)).map(({ action }) => action);
    expect([...new Set(refused)]).toEqual(['ecr:DescribeRepositories']);
  });

  test('knows the service of everything in the template, and what is named by its name', () => {
    const resources = Object.values(aws.updates.at(-1)?.Resources ?? {});
    const called: Readonly<Record<string, string>> = {
      apigatewayv2: 'apigateway',
      secretsmanager: 'secretsmanager',
    };
    const services = resources.map(({ Type }) => {
      const name = Type.split('::')[1]?.toLowerCase() ?? '';
      return called[name] ?? name;
    });
    const known = new Set(statements.flatMap(({ Action }) => Action.map((action) => action.split(':')[0])));
    expect([...new Set(services)].filter((service) => !known.has(service))).toEqual([]);

    const arn = (rest: string) => `arn:aws:${rest}`;
    const here = 'eu-west-1:123456789012';
    const NAMED: readonly (readonly [
      type: string,
      name: string,
      action: string,
      arnOf: (name: string) => string,
    ])[] = [
      ['AWS::SQS::Queue', 'QueueName', 'sqs:CreateQueue', (name) => arn(`sqs:${here}:${name}`)],
      [
        'AWS::Lambda::Function',
        'FunctionName',
        'lambda:CreateFunction',
        (name) => arn(`lambda:${here}:function:${name}`),
      ],
      [
        'AWS::DynamoDB::Table',
        'TableName',
        'dynamodb:CreateTable',
        (name) => arn(`dynamodb:${here}:table/${name}`),
      ],
      [
        'AWS::Logs::LogGroup',
        'LogGroupName',
        'logs:CreateLogGroup',
        (name) => arn(`logs:${here}:log-group:${name}`),
      ],
      [
        'AWS::CloudWatch::Alarm',
        'AlarmName',
        'cloudwatch:PutMetricAlarm',
        (name) => arn(`cloudwatch:${here}:alarm:${name}`),
      ],
      ['AWS::SNS::Topic', 'TopicName', 'sns:CreateTopic', (name) => arn(`sns:${here}:${name}`)],
      [
        'AWS::SecretsManager::Secret',
        'Name',
        'secretsmanager:CreateSecret',
        (name) => arn(`secretsmanager:${here}:secret:${name}-a1b2c3`),
      ],
      [
        'AWS::Events::EventBus',
        'Name',
        'events:CreateEventBus',
        (name) => arn(`events:${here}:event-bus/${name}`),
      ],
    ];
    for (const [type, name, action, arnOf] of NAMED) {
      const found = resources
        .filter(({ Type }) => Type === type)
        .map(({ Properties }) => arnOf(String(Properties?.[name])));
      expect([type, found.length > 0, found.filter((resource) => !allows({ action, resource }))]).toEqual([
        type,
        true,
        [],
      ]);
    }
  });

  test('has no wildcard without a reason', () => {
    const EVERYWHERE: Readonly<Record<string, string>> = {
      OslsAnywhere: 'AWS knows no resource for either',
      Mappings: 'the id of an event source mapping is not known before it is made',
      KeyMade: 'nor is that of a key; aliases are listed as a whole',
      AccessLog: 'AWS takes no resource for deliveries of logs and their policies',
    };
    const INSIDE: Readonly<Record<string, string>> = {
      Osls: 'the id of the stack',
      Bucket: 'the end of its name, which CloudFormation makes up',
      Objects: 'the same, and whatever lies there',
      Functions: "the stage's functions",
      Roles: 'the end of their names, which CloudFormation makes up',
      PassRoles: 'the same, and to two services alone',
      ServiceLinkedRoles: 'of two services alone',
      Queues: "the stage's queues",
      Tables: 'their indexes',
      Key: 'its id is not known before it is made',
      Secrets: 'what Secrets Manager adds to a name',
      Events: 'rules of the bus, and one whose name CloudFormation makes up',
      Schedules: "the stage's group",
      People: 'the ids of subscriptions',
      Alarms: "the stage's alarms",
      Api: 'the id of an API is not known before it is made',
      Logs: "the stage's log groups and their streams",
    };
    for (const { Sid, Action, Resource } of statements) {
      expect([Sid, Action.filter((action) => action.includes('*'))]).toEqual([Sid, []]);
      const wild = [Resource].flat().filter((one) => one.includes('*'));
      const everywhere = wild.includes('*');
      expect([Sid, wild.length > 0, everywhere]).toEqual([
        Sid,
        Sid in EVERYWHERE || Sid in INSIDE,
        Sid in EVERYWHERE,
      ]);
    }
    const named = statements.map(({ Sid }) => Sid);
    expect(
      [...Object.keys(EVERYWHERE), ...Object.keys(INSIDE)].filter((sid) => !named.includes(sid)),
    ).toEqual([]);
  });

  test('fits where operations.md says to attach it: inline in a role, 10,240 characters without blanks', () => {
    const longest = JSON.stringify(JSON.parse(filledIn('s'.repeat(20), 'ap-southeast-1')));
    expect(longest.length).toBeLessThanOrEqual(10_240);
    expect(longest.length).toBeGreaterThan(6_144);
  });
});
