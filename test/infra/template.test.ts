import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { KEY_USERS } from '../../infra/aws/key.ts';
import { METRICS, NAMESPACE } from '../../infra/aws/metrics.ts';
import { roleId } from '../../infra/aws/names.ts';
import { environmentOf } from '../../infra/stage/environment-of.ts';
import { FUNCTION_MS } from '../../shared/settings/settings.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { type Built, built } from '../e2e/built.ts';
import { grantedIn } from '../permissions/granted.ts';
import { may } from '../permissions/permission.ts';
import { listed, referencesIn, statementsIn, type Template, templateIn } from './template.ts';

const DAY_S = 24 * 60 * 60;
const HOUR_MS = 60 * 60 * 1000;
const WRITER = 'arn:aws:iam::123456789012:role/change-desk';
const DEPLOYMENT = {
  HW_REGION_NAME: 'ap-southeast-1',
  HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663',
  PEOPLE_EMAIL: 'dba@example.com, lead@example.com',
  QUEUE_WRITERS: WRITER,
  HW_TIMEOUT_MS: '15000',
  SURVEY_EVERY: 'PT6H',
  TIMING: '{"job_within_ms":{"patch-databases":7200000}}',
};
const SCHEDULES = `weekly-1:
  operation: patch-databases
  when: cron(0 2 ? * SUN *)
  time_zone: Europe/Berlin
  enabled: true
  intent:
    instance_ids: [${PATCH_INSTANCES[0]}]
    not_after: PT2H
`;

const packaged: Built[] = [];
const pack = async (...args: Parameters<typeof built>) => {
  const product = await built(...args);
  packaged.push(product);
  return templateIn(product.folder);
};

let dev: Template;
let prod: Template;
let extended: Template;

beforeAll(async () => {
  [dev, prod, extended] = await Promise.all([
    pack('package'),
    pack('package', DEPLOYMENT, {
      args: ['--stage', 'prod'],
      change: (folder) => writeFileSync(join(folder, 'schedules.prod.yml'), SCHEDULES),
    }),
    pack('package', {}, { change: addOperation }),
  ]);
});
afterAll(() => {
  for (const product of packaged) product.remove();
});

/** What CONTRIBUTING.md asks of whoever adds an operation: a folder and two lines. */
function addOperation(folder: string): void {
  const [from, to] = ['patch-databases', 'restart-proxies'];
  cpSync(join(folder, 'functions', from), join(folder, 'functions', to), { recursive: true });
  for (const name of readdirSync(join(folder, 'functions', to))) {
    const path = join(folder, 'functions', to, name);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replaceAll(from, to).replaceAll('PatchDatabases', 'RestartProxies'));
  }
  const edit = (name: string, change: (text: string) => string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')));
  edit('functions/catalog.ts', (text) =>
    text
      .replace('\n\n', `\nimport { patchDatabases as restartProxies } from './${to}/operation.ts';\n\n`)
      .replace('];', '  restartProxies,\n];'),
  );
  edit('serverless.yml', (text) =>
    text.replace('\nresources:', `  ${to}: \${file(functions/${to}/function.yml)}\n\nresources:`),
  );
}

const functionsOf = (template: Template) =>
  template.of('AWS::Lambda::Function').map(({ id, properties }) => ({
    id,
    name: String(properties.FunctionName).replace(/^db-upkeep-[a-z]+-/, ''),
    properties,
  }));

describe('the template as a whole', () => {
  test('refers to nothing that is not there', () => {
    for (const { resources } of [dev, prod, extended]) {
      const missing = Object.entries(resources).flatMap(([id, resource]) =>
        [...referencesIn(resource), ...listed(resource.DependsOn ?? [])]
          .filter((other) => !Object.hasOwn(resources, String(other)))
          .map((other) => `${id} → ${other}`),
      );
      expect(missing).toEqual([]);
    }
  });

  test('has no circle of references, which CloudFormation would refuse', () => {
    const circles: string[] = [];
    const done = new Set<string>();
    const walk = (id: string, trail: readonly string[]) => {
      if (trail.includes(id)) circles.push([...trail.slice(trail.indexOf(id)), id].join(' → '));
      else if (!done.has(id)) {
        const resource = prod.resources[id];
        for (const next of [...referencesIn(resource), ...listed(resource?.DependsOn ?? [])]) {
          walk(String(next), [...trail, id]);
        }
        done.add(id);
      }
    };
    for (const id of Object.keys(prod.resources)) walk(id, []);
    expect(circles).toEqual([]);
  });

  test('stays within what CloudFormation takes', () => {
    expect(Object.keys(prod.resources).length).toBeLessThan(500);
    expect(prod.text.length).toBeLessThan(1_000_000);
    for (const id of Object.keys(prod.resources)) expect(id).toMatch(/^[A-Za-z0-9]{1,255}$/);
  });
});

describe('queues', () => {
  test('each is encrypted with the key, keeps for 14 days, and has dead letters or is some', () => {
    const queues = prod.of('AWS::SQS::Queue');
    const dead = new Set(
      [
        ...JSON.stringify(prod.resources).matchAll(
          /"(?:deadLetterTargetArn|DeadLetterConfig":\{"Arn|Destination)":\{"Fn::GetAtt":\["(\w+)"/g,
        ),
      ].map(([, id]) => id),
    );
    for (const { id, properties } of queues) {
      expect([id, properties.KmsMasterKeyId]).toEqual([id, { Ref: 'Key' }]);
      expect([id, properties.MessageRetentionPeriod]).toEqual([id, 14 * DAY_S]);
      expect([id, dead.has(id) || 'RedrivePolicy' in properties]).toEqual([id, true]);
    }
    // Beside the operations, the follower, what people decide and what chats and desks are told have one.
    expect(queues).toHaveLength(2 * (catalog.length + 4) + 1);
  });

  test('each turns away whoever is not one of its writers', () => {
    const writers = (id: string) => {
      const policy = prod.resources[`${id}Policy`];
      const deny = statementsIn(policy).find(({ Action }) => Action === 'sqs:SendMessage');
      const condition = deny?.Condition as { ArnNotEquals?: { 'aws:PrincipalArn'?: unknown[] } } | undefined;
      expect([id, deny?.Effect, deny?.Principal]).toEqual([id, 'Deny', '*']);
      return (condition?.ArnNotEquals?.['aws:PrincipalArn'] ?? []).map((arn) =>
        typeof arn === 'string' ? arn : referencesIn(arn)[0],
      );
    };
    expect(writers('PatchDatabasesQueue')).toEqual([
      'PatchDatabasesRole',
      'ReceiveWebhookRole',
      'SteerRolloutsRole',
      'SweepRole',
      WRITER,
    ]);
    expect(writers('InstallKernelPluginQueue')).not.toContain('SteerRolloutsRole');
    expect(writers('PatchDatabasesDeadLetterQueue')).toEqual([
      'PatchDatabasesRole',
      'PatchDatabasesScheduleRole',
    ]);
    expect(writers('UpgradeProxyVersionDeadLetterQueue')).toEqual(['UpgradeProxyVersionRole']);
    expect(writers('FollowJobQueue')).toEqual(['SweepRole', WRITER]);
    expect(writers('DecideRolloutsQueue')).toEqual(['ReceiveDecisionRole', WRITER]);
    expect(writers('DecideRolloutsDeadLetterQueue')).toEqual([]);
    expect(writers('TellChatDeadLetterQueue')).toEqual([]);
    expect(writers('TellDeskDeadLetterQueue')).toEqual([]);
  });

  test('whoever may send is a writer of that queue, and the other way round', () => {
    for (const template of [dev, prod, extended]) {
      const may = (id: string) =>
        template
          .of('AWS::IAM::Role')
          .filter(({ properties }) =>
            statementsIn(properties.Policies).some(
              ({ Action, Resource }) =>
                listed(Action).includes('sqs:SendMessage') && referencesIn(Resource).includes(id),
            ),
          )
          .map((role) => role.id)
          .sort();
      for (const { id } of template.of('AWS::SQS::Queue')) {
        // Rules write there, and no role.
        if (['UndeliveredEventsQueue', 'TellChatQueue', 'TellDeskQueue'].includes(id)) continue;
        const policy = template.resources[`${id}Policy`];
        const named = statementsIn(policy).flatMap(({ Condition }) => referencesIn(Condition));
        expect([id, may(id)]).toEqual([id, named.sort()]);
      }
    }
  });

  test('what people were not told is kept, and only the rules write there', () => {
    const rules = ['OutcomesToPeople', 'RolloutsToChat', 'DailyDigest', 'OutcomesToDesks'];
    const rule = { 'aws:SourceArn': rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] })) };
    const about = statementsIn(prod.resources.UndeliveredEventsQueuePolicy).filter(
      ({ Action }) => Action === 'sqs:SendMessage',
    );
    expect(about).toMatchObject([
      {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: rule },
      },
      { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: rule } },
    ]);
  });

  test.each([
    ['people and chats', ['OutcomesToPeople', 'RolloutsToChat', 'DailyDigest'], 'TellChatQueue'],
    ['desks', ['OutcomesToDesks'], 'TellDeskQueue'],
  ])(
    'the rules alone tell the function of %s, and whoever is listed puts back what is dead',
    (_, rules, queue) => {
      const rule = rules.map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }));
      const about = (template: typeof prod) =>
        statementsIn(template.resources[`${queue}Policy`])
          .filter(({ Action }) => Action === 'sqs:SendMessage')
          .map(({ Effect, Principal, Condition }) => ({ Effect, Principal, Condition }));
      const allowed = {
        Effect: 'Allow',
        Principal: { Service: 'events.amazonaws.com' },
        Condition: { ArnEquals: { 'aws:SourceArn': rule } },
      };
      expect(about(prod)).toEqual([
        allowed,
        {
          Effect: 'Deny',
          Principal: '*',
          Condition: { ArnNotEquals: { 'aws:SourceArn': rule, 'aws:PrincipalArn': [WRITER] } },
        },
      ]);
      expect(about(dev)).toEqual([
        allowed,
        { Effect: 'Deny', Principal: '*', Condition: { ArnNotEquals: { 'aws:SourceArn': rule } } },
      ]);
      expect(prod.resources[rules[0] ?? '']?.Properties).toMatchObject({
        EventBusName: { Ref: 'Bus' },
        Targets: [
          {
            Arn: { 'Fn::GetAtt': [queue, 'Arn'] },
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredEventsQueue', 'Arn'] } },
          },
        ],
      });
    },
  );

  test('a desk is told of what a webhook brought, and of nothing else', () => {
    expect(prod.resources.OutcomesToDesks?.Properties?.EventPattern).toEqual({
      source: ['db-upkeep'],
      'detail-type': ['Upkeep Request Settled', 'Upkeep Job Ended', 'Upkeep Decision Refused'],
      detail: { trigger: ['webhook'] },
    });
  });

  test('no queue is left to whatever the policies of the account allow', () => {
    const open = prod
      .of('AWS::SQS::Queue')
      .filter(({ id }) =>
        statementsIn(prod.resources[`${id}Policy`]).every(
          ({ Effect, Principal, Action }) =>
            Effect !== 'Deny' || Principal !== '*' || !listed(Action).includes('sqs:SendMessage'),
        ),
      );
    expect(open).toEqual([]);
  });
});

describe('functions', () => {
  test('each has a role that no other has', () => {
    const roles = functionsOf(prod).map(({ properties }) => JSON.stringify(properties.Role));
    expect(new Set(roles).size).toBe(functionsOf(prod).length);
    expect(Object.keys(prod.resources)).not.toContain('IamRoleLambdaExecution');
  });

  test('each logs JSON for 90 days, as does the API', () => {
    const groups = prod.of('AWS::Logs::LogGroup');
    for (const { name, properties } of functionsOf(prod)) {
      expect(properties.LoggingConfig).toEqual({ LogFormat: 'JSON' });
      expect(groups.map((group) => group.properties.LogGroupName)).toContain(
        `/aws/lambda/db-upkeep-prod-${name}`,
      );
    }
    expect(groups).toHaveLength(functionsOf(prod).length + 1);
    for (const { id, properties } of groups) expect([id, properties.RetentionInDays]).toEqual([id, 90]);
  });

  test('each queue feeds one function, bounded, and hides a message six times as long as that may run', () => {
    const mappings = prod.of('AWS::Lambda::EventSourceMapping');
    expect(mappings).toHaveLength(catalog.length + 4);
    for (const { id, properties } of mappings) {
      const [queue = ''] = referencesIn(properties.EventSourceArn);
      const [called = ''] = referencesIn(properties.FunctionName);
      const timeout = Number(prod.resources[called]?.Properties.Timeout);
      const { MaximumConcurrency = 0 } = properties.ScalingConfig as { MaximumConcurrency?: number };
      expect([id, MaximumConcurrency >= 2 && MaximumConcurrency <= 10]).toEqual([id, true]);
      expect(properties.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
      expect(Number(prod.resources[queue]?.Properties.VisibilityTimeout)).toBeGreaterThanOrEqual(6 * timeout);
      expect(timeout * 1000).toBe(FUNCTION_MS);
      expect(Number(properties.BatchSize)).toBeLessThanOrEqual(10);
    }
  });

  test("a timer's event that fails goes to the dead letters; one of every minute is made up for by the next", () => {
    const byFunction = new Map(
      prod
        .of('AWS::Lambda::EventInvokeConfig')
        .map(({ properties }) => [referencesIn(properties.FunctionName)[0], properties]),
    );
    const everyMinute = new Set(
      prod
        .of('AWS::Events::Rule')
        .filter(({ properties }) => properties.ScheduleExpression === 'rate(1 minute)')
        .flatMap(({ properties }) => referencesIn(properties.Targets)),
    );
    for (const { id, name } of functionsOf(prod)) {
      const operation = catalog.some((one) => one.name === name);
      const destination = referencesIn(byFunction.get(id)?.DestinationConfig)[0];
      if (operation) expect([name, destination]).toEqual([name, expect.stringMatching(/DeadLetterQueue$/)]);
      if (everyMinute.has(id)) expect(byFunction.get(id)).toMatchObject({ MaximumRetryAttempts: 0 });
    }
    const named = (name: string) => functionsOf(prod).find((one) => one.name === name)?.id;
    expect([...everyMinute].sort()).toEqual(
      [named('steer-rollouts'), named('survey-fleet'), named('sweep')].sort(),
    );
  });

  test('each has the environment that was checked, but for what only AWS fills in', () => {
    const checked = environmentOf('prod', DEPLOYMENT, '');
    for (const { name, properties } of functionsOf(prod)) {
      const { Variables } = properties.Environment as { Variables: Record<string, unknown> };
      const known = Object.entries(Variables).filter(([, value]) => typeof value === 'string');
      expect([name, Object.keys(Variables)]).toEqual([name, Object.keys(checked)]);
      expect([name, checked]).toEqual([name, expect.objectContaining(Object.fromEntries(known))]);
      expect(Object.keys(Variables).length - known.length).toBe(4);
    }
  });

  test('each believes of a role what its function brings, and nothing else', () => {
    const [deployed] = functionsOf(prod);
    const environment = deployed?.properties.Environment as
      | {
          Variables: {
            OWN_SENDERS: { 'Fn::Join': [string, (string | { 'Fn::GetAtt': [string, string] })[]] };
          };
        }
      | undefined;
    const [between, parts] = environment?.Variables.OWN_SENDERS['Fn::Join'] ?? [];
    const written = parts?.map((part) => (typeof part === 'string' ? part : part['Fn::GetAtt'].join('.')));
    expect(written?.join(between).split(',').sort()).toEqual(
      [
        ...catalog
          .filter(({ split, neverBy }) => split || !neverBy?.includes('timer'))
          .map(({ name }) => `${roleId(name)}.RoleId`),
        'ReceiveDecisionRole.RoleId:decision',
        'ReceiveWebhookRole.RoleId:webhook',
        'SteerRolloutsRole.RoleId:fleet',
        'SweepRole.RoleId:resumed',
      ].sort(),
    );
  });

  test('one way in from outside: throttled routes with an access log', () => {
    expect(prod.of('AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey)).toEqual([
      'POST /webhooks/decisions',
      'POST /webhooks/{operation}',
      'GET /webhooks/requests/{request_id+}',
    ]);
    expect(prod.of('AWS::Lambda::Url')).toEqual([]);
    expect(prod.resources.HttpApiStage?.Properties).toMatchObject({
      DefaultRouteSettings: {
        ThrottlingRateLimit: expect.any(Number),
        ThrottlingBurstLimit: expect.any(Number),
      },
      AccessLogSettings: { DestinationArn: { 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] } },
    });
  });
});

describe('permissions', () => {
  /** Where AWS leaves no other way, or shows no other; by resource, statement's action or resource, and why. */
  const WILDCARDS = [
    ['Key', 'kms:*', "the account's own policies decide who else uses the key (AWS's default)"],
    ['Key', 'kms:GenerateDataKey*', 'as AWS shows it for encrypted topics'],
    ['Key', '*', 'inside a key policy this is the key'],
    ['queue policies', 'sqs:*', 'a denial: nothing without TLS'],
    ['queue policies', '*', 'denials: nobody without TLS, and nobody but the writers'],
    ...[
      'place#*',
      'survey#*',
      'sheets*',
      'seen#*',
      'ask#*',
      'chat#*',
      'fleet#*',
      'group#*',
      'rollout#*',
      'usual#*',
      'credential#*',
      ...catalog.map(({ name }) => `${name}#*`),
    ].map(
      (keys) => ['roles', keys, 'a condition: the items under keys that begin so, of one table'] as const,
    ),
    ['roles', '<log group>:*', "the ARN as AWS gives it, for the group's streams"],
    ['ServerlessDeploymentBucketPolicy', 's3:*', "osls's own denial: nothing without TLS"],
    ['ServerlessDeploymentBucketPolicy', '*', 'nobody, in that denial'],
    [
      'ServerlessDeploymentBucketPolicy',
      'arn:<Partition>:s3:::<ServerlessDeploymentBucket>/*',
      'the objects of the bucket, in that denial',
    ],
    [
      'PeoplePolicy',
      'arn:<Partition>:cloudwatch:<Region>:<AccountId>:alarm:db-upkeep-prod-*',
      'a condition: the alarms of this stage',
    ],
    ...['ReceiveDashdecision', 'ReceiveDashwebhook', 'ShowDashrequest'].map(
      (id): [string, string, string] => [
        `${id}LambdaPermissionHttpApi`,
        'arn:<Partition>:execute-api:<Region>:<AccountId>:<HttpApi>/*',
        "a condition of osls's: every route and stage of this one API",
      ],
    ),
  ];

  test('are exact but for what is listed with its reason', () => {
    const found = Object.entries(prod.resources).flatMap(([id, { Type, Properties }]) => {
      const where = { 'AWS::SQS::QueuePolicy': 'queue policies', 'AWS::IAM::Role': 'roles' }[Type] ?? id;
      const permission = Type === 'AWS::Lambda::Permission' ? [Properties] : [];
      return textsIn([...statementsIn(Properties), ...permission])
        .filter((text) => text.includes('*'))
        .map((text) => `${where}: ${text}`);
    });
    expect([...new Set(found)].sort()).toEqual(WILDCARDS.map(([where, wild]) => `${where}: ${wild}`).sort());
  });

  /** Every text in a value, those that AWS puts together with what it fills in by name. */
  function textsIn(value: unknown): string[] {
    if (typeof value === 'string') return [value.replace(/\$\{(?:AWS::)?(\w+)\}/g, '<$1>')];
    if (Array.isArray(value)) return value.flatMap(textsIn);
    if (value === null || typeof value !== 'object') return [];
    return Object.entries(value).flatMap(([key, inner]) => {
      if (key === 'Ref') return [`<${String(inner).replace('AWS::', '')}>`];
      if (key === 'Fn::Join') return [textsIn((inner as unknown[])[1]).join('')];
      if (key !== 'Fn::GetAtt') return textsIn(inner);
      const [id] = inner as string[];
      return prod.resources[id ?? '']?.Type === 'AWS::Logs::LogGroup' ? ['<log group>:*'] : [`<${id}>`];
    });
  }

  test('no role may do what is not tied to a resource of the stack', () => {
    for (const { id, properties } of prod.of('AWS::IAM::Role')) {
      for (const { Resource, Effect } of statementsIn(properties.Policies)) {
        expect([id, Effect]).toEqual([id, 'Allow']);
        for (const one of listed(Resource)) expect([id, referencesIn(one).length]).toEqual([id, 1]);
      }
    }
  });

  test('the key admits the account and exactly the services that need it', () => {
    const services = statementsIn(prod.resources.Key).flatMap(({ Principal }) => {
      const { Service, AWS } = Principal as { Service?: string; AWS?: unknown };
      return Service ? [Service] : [JSON.stringify(AWS)];
    });
    expect(services.sort()).toEqual(
      [...Object.keys(KEY_USERS), '{"Fn::Sub":"arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}'].sort(),
    );
    // Whose deliveries to the encrypted topic and queues fail silently without.
    expect(services).toEqual(
      expect.arrayContaining(['cloudwatch', 'events', 'scheduler'].map((name) => `${name}.amazonaws.com`)),
    );
    expect(prod.resources.Key?.Properties.EnableKeyRotation).toBe(true);
  });
});

describe('the bundles', () => {
  test('hold nothing of what only packages, checks or tests', () => {
    const [product] = packaged;
    const metas = readdirSync(join(product?.folder ?? '', 'dist')).filter((name) =>
      name.endsWith('.meta.json'),
    );
    expect(metas.length).toBeGreaterThan(catalog.length);
    for (const name of metas) {
      const { inputs } = JSON.parse(readFileSync(join(product?.folder ?? '', 'dist', name), 'utf8')) as {
        inputs: Record<string, unknown>;
      };
      const strange = Object.keys(inputs).filter((path) =>
        /node_modules\/(yaml|ajv)\/|^(infra|cli|test)\//.test(path),
      );
      expect([name, strange]).toEqual([name, []]);
    }
  });
});

describe('what is kept', () => {
  test('ledger and fleet table outlive the stack outside of dev, and can be restored', () => {
    expect(prod.resources.Ledger).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
    // Without it the age of every offer begins anew.
    expect(prod.resources.Fleet).toMatchObject({
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        TableName: 'db-upkeep-prod-fleet',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
      },
    });
    expect(dev.resources.Fleet?.DeletionPolicy).toBeUndefined();
    expect(dev.resources.Ledger?.DeletionPolicy).toBeUndefined();
    expect(dev.resources.Ledger?.Properties.DeletionProtectionEnabled).toBe(false);
  });

  test('secrets are made empty, under the key', () => {
    const secrets = prod.of('AWS::SecretsManager::Secret');
    expect(secrets.map(({ properties }) => properties.Name)).toEqual([
      'db-upkeep/prod/credentials',
      'db-upkeep/prod/channels',
      'db-upkeep/prod/webhook-senders',
    ]);
    for (const { properties } of secrets) {
      expect(Object.keys(properties).sort()).toEqual(['Description', 'KmsKeyId', 'Name']);
    }
  });

  test('events are archived, and the function that tells people gets each', () => {
    expect(prod.of('AWS::Events::Archive')).toHaveLength(1);
    for (const id of ['OutcomesToPeople', 'RolloutsToChat']) {
      expect(prod.resources[id]?.Properties).toMatchObject({
        EventBusName: { Ref: 'Bus' },
        Targets: [
          {
            Arn: { 'Fn::GetAtt': ['TellChatQueue', 'Arn'] },
            DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['UndeliveredEventsQueue', 'Arn'] } },
          },
        ],
      });
    }
    expect(functionsOf(prod)[0]?.properties.Environment).toMatchObject({
      Variables: {
        EVENT_BUS: prod.resources.Bus?.Properties.Name,
        HW_TIMEOUT_MS: DEPLOYMENT.HW_TIMEOUT_MS,
        TIMING: DEPLOYMENT.TIMING,
      },
    });
    expect(prod.of('AWS::SNS::Subscription').map(({ properties }) => properties.Endpoint)).toEqual([
      'dba@example.com',
      'lead@example.com',
    ]);
    expect(prod.of('AWS::SNS::Subscription').map(({ id }) => id)).toEqual(['PeopleEmail', 'PeopleEmail2']);
    expect(prod.resources.DailyDigest?.Properties.ScheduleExpression).toBe('cron(10 7 * * ? *)');
    expect(dev.of('AWS::SNS::Subscription')).toEqual([]);
  });
});

describe('schedules', () => {
  test('invoke the function of their operation, as long as the intent lasts', () => {
    const [schedule] = prod.of('AWS::Scheduler::Schedule');
    const properties = schedule?.properties ?? {};
    expect(properties).toMatchObject({
      Name: 'weekly-1',
      State: 'ENABLED',
      ScheduleExpression: 'cron(0 2 ? * SUN *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: {
        Arn: { 'Fn::GetAtt': ['PatchDashdatabasesLambdaFunction', 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['PatchDatabasesScheduleRole', 'Arn'] },
        RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 7200 },
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['PatchDatabasesDeadLetterQueue', 'Arn'] } },
      },
    });
    expect(JSON.parse((properties.Target as { Input: string }).Input)).toEqual({
      request_id: '<aws.scheduler.schedule-arn>/<aws.scheduler.scheduled-time>',
      instance_ids: [PATCH_INSTANCES[0]],
      not_after: 'PT2H',
    });
    expect(Object.keys(prod.resources).filter((id) => /ScheduleRole$/.test(id))).toEqual([
      'PatchDatabasesScheduleRole',
    ]);
    expect(dev.of('AWS::Scheduler::Schedule')).toEqual([]);
    expect(
      Object.keys(dev.resources).filter((id) => /^Schedule(Group|Weekly)|ScheduleRole$/.test(id)),
    ).toEqual([]);
  });

  test('that are wrong stop the packaging with file, line, entry and field', async () => {
    const change = (folder: string) =>
      writeFileSync(join(folder, 'schedules.dev.yml'), SCHEDULES.replace('SUN', 'SUM'));
    const refused = pack('package', DEPLOYMENT, { change });
    await expect(refused).rejects.toThrow(
      'schedules.dev.yml:3: weekly-1: when: expected 1 to 7 or SUN to SAT in the cron field day of week ("SUM")',
    );
  });
});

describe('alarms', () => {
  const alarms = (template: Template) =>
    template.of('AWS::CloudWatch::Alarm').map(({ properties }) => ({
      name: String(properties.AlarmName).replace(/^db-upkeep-[a-z]+-/, ''),
      properties,
    }));

  test('each tells people', () => {
    for (const { name, properties } of alarms(prod)) {
      expect([name, properties.AlarmActions]).toEqual([name, [{ Ref: 'People' }]]);
      expect([name, properties.ActionsEnabled ?? true]).toEqual([name, true]);
    }
  });

  test('there is one for everything that needs a person', () => {
    const names = alarms(prod).map(({ name }) => name);
    for (const { name } of catalog) {
      for (const of of [
        'dead-letters',
        'unknown-left',
        'timed-out',
        'completed-unchanged',
        'two-jobs',
        'forbidden',
        'breaker-open',
        'errors',
        'throttles',
      ]) {
        expect(names).toContain(`${name}-${of}`);
      }
    }
    for (const name of [
      'work-overdue',
      'sweep-failing',
      'following-failing',
      'survey-failing',
      'survey-stuck',
      'survey-old',
      'steering-failing',
      'steering-overdue',
      'chat-failing',
      'rollout-halted',
      'ledger-errors',
      'paused-too-long',
      'schedules-not-fired',
      'events-dead-letters',
      'webhook-forbidden',
      'webhook-unavailable',
    ]) {
      expect(names).toContain(name);
    }
    expect(alarms(dev).map(({ name }) => name)).not.toContain('schedules-not-fired');
    expect(new Set(names).size).toBe(names.length);
  });

  test('a command that an alarm names works in a fresh shell', () => {
    const described = JSON.stringify(alarms(prod).map(({ properties }) => properties.AlarmDescription));
    const named = [...described.matchAll(/db-upkeep ([a-z -]+?) (--[^"()]*)/g)];
    expect(new Set(named.map(([, command]) => command))).toEqual(
      new Set(['channels', 'channels missed', 'dead-letters', 'doctor', 'resume']),
    );
    for (const [, , options] of named) expect(options).toBe('--stage prod --aws-region ${AWS::Region} ');
  });

  test('docs/runbook.md says of each kind what it means and what to do', () => {
    const text = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
    const kinds = new Set([...text.matchAll(/^### `([a-z-]+)`$/gm)].map(([, kind = '']) => kind));
    const used = new Set<string>();
    for (const { name } of alarms(prod)) {
      const kind = [...kinds]
        .sort((one, other) => other.length - one.length)
        .find((one) => name.endsWith(one));
      expect([name, kind]).toEqual([name, expect.any(String)]);
      used.add(kind ?? '');
    }
    expect([...kinds].sort()).toEqual([...used].sort());
  });

  test('on DynamoDB each has data while all is well, or it would stay on after the last error', () => {
    interface Query {
      readonly Id: string;
      readonly Expression?: string;
      readonly MetricStat?: { readonly Metric: { readonly Namespace: string; readonly MetricName: string } };
    }
    const found = alarms(prod).flatMap(({ name, properties }) => {
      const queries = (properties.Metrics ?? []) as Query[];
      const watched = queries.filter(({ MetricStat }) => MetricStat?.Metric.Namespace === 'AWS/DynamoDB');
      const steady = watched.find(
        ({ MetricStat }) => MetricStat?.Metric.MetricName === 'ConsumedReadCapacityUnits',
      );
      const sum = queries.find(({ Expression }) => Expression)?.Expression ?? '';
      // CloudWatch takes ten at most.
      expect([name, queries.filter(({ MetricStat }) => MetricStat).length <= 10]).toEqual([name, true]);
      if (watched.length === 0 && properties.Namespace !== 'AWS/DynamoDB') return [];
      return [[name, sum.includes(` + 0 * FILL(${steady?.Id}, 0)`)]];
    });
    expect(found).toEqual([['ledger-errors', true]]);
  });

  test('silence of what runs every minute is no good sign', () => {
    for (const late of ['work-overdue', 'survey-old', 'steering-overdue']) {
      const alarm = alarms(prod).find(({ name }) => name === late);
      expect([late, alarm?.properties.TreatMissingData]).toEqual([late, 'breaching']);
    }
  });

  test('a survey is old a day after the next one should have begun', () => {
    const above = (template: Template) =>
      alarms(template).find(({ name }) => name === 'survey-old')?.properties.Threshold;
    expect([above(dev), above(prod)]).toEqual([(24 + 1) * HOUR_MS, (24 + 6) * HOUR_MS]);
  });

  test('each of our metrics is printed by the code that is said to print it', () => {
    const root = new URL('../../', import.meta.url);
    const wrong = Object.entries(METRICS).filter(([name, { by }]) => {
      if (by === 'to come') return false;
      const text = readFileSync(new URL(by, root), 'utf8');
      return !text.includes(name.replace(/^(targets|jobs)_.*/, '$1_')) || !/printLine|logReport/.test(text);
    });
    expect(wrong).toEqual([]);
    const sources = ['functions', 'shared'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true })
        .filter((path) => String(path).endsWith('.ts'))
        .map((path) => readFileSync(new URL(`${folder}/${path}`, root), 'utf8')),
    );
    const come = Object.entries(METRICS)
      .filter(([name, { by }]) => by === 'to come' && sources.some((text) => text.includes(`${name}:`)))
      .map(([name]) => name);
    expect(come).toEqual([]);
  });

  test('and every metric of ours that is watched is one of them', () => {
    const watched = JSON.stringify(prod.of('AWS::CloudWatch::Alarm')).matchAll(
      new RegExp(`"Namespace":"${NAMESPACE}","MetricName":"(\\w+)"`, 'g'),
    );
    const names = [...new Set([...watched].map(([, name = '']) => name))];
    expect(names.filter((name) => !Object.hasOwn(METRICS, name))).toEqual([]);
    expect(names.length).toBeGreaterThan(5);
  });
});

describe('the dashboard', () => {
  const body = (template: Template) => {
    const sub = template.resources.Dashboard?.Properties.DashboardBody as { 'Fn::Sub': string } | undefined;
    return JSON.parse(sub?.['Fn::Sub'] ?? '') as {
      widgets: { x: number; y: number; width: number; height: number }[];
    };
  };

  test('has a row for every operation, and no two widgets in one place', () => {
    for (const { name } of catalog) expect(JSON.stringify(body(prod))).toContain(`${name}: what became`);
    const cells = body(prod).widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, i) => `${x + (i % width)},${y + Math.floor(i / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...body(prod).widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
  });
});

describe('one more operation: a folder and two lines', () => {
  const [name, model] = ['restart-proxies', 'patch-databases'];

  test('gets function, queue, dead letters, role, policies, destination, alarms and row by itself', () => {
    const of = (prefix: string) =>
      Object.keys(extended.resources)
        .filter((id) => id.startsWith(prefix))
        .map((id) => id.slice(prefix.length).replace(/EventSourceMappingSQS.*/, 'EventSourceMapping'))
        .sort();
    expect(of('RestartProxies')).toEqual(of('PatchDatabases'));
    expect(of('RestartProxies')).toEqual(
      expect.arrayContaining(['Queue', 'DeadLetterQueue', 'Role', 'OnFailure', 'UnknownLeftAlarm']),
    );
    expect(of('RestartDashproxies')).toEqual(of('PatchDashdatabases'));
    expect(of('RestartDashproxies')).toEqual(['EventSourceMapping', 'LambdaFunction', 'LogGroup']);
    expect(JSON.stringify(extended.resources.Dashboard)).toContain(`${name}: what became`);
  });

  test('may do what the others may, each with its own; webhook, rollouts and sweep may reach it', () => {
    const about = (...words: readonly string[]) =>
      grantedIn(extended).filter((line) => words.some((word) => line.includes(word)));
    const renamed = about('PatchDatabases', 'PatchDashdatabases').map((line) =>
      line.replaceAll('PatchDatabases', 'RestartProxies').replaceAll('PatchDash', 'RestartDash'),
    );
    expect(about('RestartProxies', 'RestartDashproxies').sort()).toEqual(
      renamed.map((line) => line.replaceAll('RestartDashdatabases', 'RestartDashproxies')).sort(),
    );
    expect(about('RestartProxiesQueue')).toEqual(
      expect.arrayContaining(
        ['RestartProxiesRole', 'ReceiveWebhookRole', 'SteerRolloutsRole', 'SweepRole'].map((role) =>
          may(role, 'sqs:SendMessage', 'RestartProxiesQueue'),
        ),
      ),
    );
  });

  test('gets its schemas from the one command', async () => {
    const folder = packaged.find(({ folder }) => existsSync(join(folder, 'functions', name)))?.folder ?? '';
    await promisify(execFile)(process.execPath, ['cli/db-upkeep.mjs', 'schemas'], { cwd: folder });
    const schema = (file: string) => readFileSync(join(folder, 'schemas', file), 'utf8');
    expect(schema(`intent-${name}.json`)).toBe(
      schema(`intent-${model}.json`).replaceAll(model, name).replaceAll('PatchDatabases', 'RestartProxies'),
    );
    expect(Object.keys((JSON.parse(schema('openapi.json')) as { paths: object }).paths)).toContain(
      `/webhooks/${name}`,
    );
    expect(schema('schedules.json')).toContain(`"${name}"`);
  });
});

describe('osls alone, without our commands,', () => {
  const osls = (command: string, environment: Record<string, string>) =>
    promisify(execFile)('osls', [command, '--stage', 'prod'], {
      cwd: packaged[0]?.folder,
      env: {
        PATH: [join(packaged[0]?.folder ?? '', 'node_modules/.bin'), process.env.PATH].join(delimiter),
        ...{ SLS_TELEMETRY_DISABLED: '1', SLS_NOTIFICATIONS_MODE: 'off' },
        // Of nobody: what gets as far as AWS fails there.
        ...{
          AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
          AWS_SECRET_ACCESS_KEY: 'x',
          AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
        },
        ...environment,
      },
    });

  test('packages nothing that is wrong', async () => {
    const wrong = { ...DEPLOYMENT, TIMING: '{"absence_margin_ms":1000}', PREFLIGHT: 'no' };
    await expect(osls('package', wrong)).rejects.toMatchObject({
      stdout: expect.stringMatching(
        /stage prod: 2 faults\nPREFLIGHT: expected on or off, got text of length 2\nSTAGE prod takes no shorter margins than usual: TIMING, absence_margin_ms/,
      ),
    });
  });

  test.each(['info', 'remove'])('%s asks AWS, whatever is wrong with the stage', async (command) => {
    const wrong = { TIMING: '{', QUEUE_WRITERS: 'me', POLICY: '{' };
    writeFileSync(
      join(packaged[0]?.folder ?? '', 'schedules.prod.yml'),
      SCHEDULES.replace('cron(0 2 ? * SUN *)', 'at(2020-01-12T03:00:00)'),
    );
    await expect(osls(command, wrong)).rejects.toMatchObject({
      stdout: expect.stringMatching(/ECONNREFUSED 127\.0\.0\.1:9/),
    });
    // And packages nothing of it.
    await expect(osls('package', DEPLOYMENT)).rejects.toMatchObject({
      stdout: expect.stringContaining('schedules.prod.yml:3: weekly-1: when: '),
    });
  });

  test('deploys nothing without region and project', async () => {
    await expect(osls('deploy', {})).rejects.toMatchObject({
      stdout: expect.stringMatching(
        /HW_REGION_NAME: expected in the environment\nHW_PROJECT_ID: expected in the environment/,
      ),
    });
  });
});
