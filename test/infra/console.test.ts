import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { resources } from '../../infra/resources.ts';
import { readStage } from '../../infra/stage/read-stage.ts';
import { Undeployable } from '../../infra/undeployable.ts';
import { startLambda } from '../../stand-in/platform/lambda.ts';
import { startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { startLoadBalancer } from '../../stand-in/platform/load-balancer.ts';
import { type Built, built } from '../e2e/built.ts';
import { grantedIn } from '../permissions/granted.ts';
import { may } from '../permissions/permission.ts';
import { thrownBy } from '../unit/thrown-by.ts';
import { rememberEnvironment, setEnvironment } from '../world/environment.ts';
import { listed, referencesIn, type Template, templateIn } from './template.ts';

const PLACE = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: '0483b6b16e954cb88930a360d2c4e663' };
const IDP = 'https://login.example.com';
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:console-client-AbCdEf';
const HOSTED = {
  CONSOLE_HOST: 'upkeep.example.com',
  CONSOLE_VPC: 'vpc-0a1b2c3d',
  CONSOLE_SUBNETS: 'subnet-0a1b2c3d  subnet-0a1b2c3d4e5f60718',
  CONSOLE_FROM: '10.0.0.0/8 192.168.0.0/16',
  CONSOLE_CERTIFICATE: 'arn:aws:acm:eu-west-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000',
  CONSOLE_ISSUER: IDP,
  CONSOLE_AUTHORIZATION_ENDPOINT: `${IDP}/authorize`,
  CONSOLE_TOKEN_ENDPOINT: `${IDP}/token`,
  CONSOLE_USER_INFO_ENDPOINT: `${IDP}/userinfo`,
  CONSOLE_CLIENT_ID: 'console-client',
  CONSOLE_CLIENT_SECRET: SECRET,
};

const folder = new URL('nothing/', import.meta.url);
const faultsOf = (given: Record<string, string>) =>
  thrownBy(Undeployable, () => readStage('prod', { ...PLACE, ...given }, { folder })).faults;

/** What our part of the template is with such an environment. */
function compiled(environment: Record<string, string>) {
  const restore = rememberEnvironment();
  setEnvironment({ ...PLACE, ...environment });
  try {
    return resources('prod');
  } finally {
    restore();
  }
}

describe('the settings of a hosted console', () => {
  test('host nothing where not one is set', () => {
    expect(readStage('prod', PLACE, { folder }).stack).not.toHaveProperty('console');
    expect(readStage('prod', { ...PLACE, CONSOLE_HOST: ' ' }, { folder }).stack).not.toHaveProperty(
      'console',
    );
  });

  test('host it inside of the VPC where all that is needed is set', () => {
    expect(readStage('prod', { ...PLACE, ...HOSTED }, { folder }).stack.console).toEqual({
      ...HOSTED,
      CONSOLE_FACING: 'internal',
      CONSOLE_SUBNETS: ['subnet-0a1b2c3d', 'subnet-0a1b2c3d4e5f60718'],
      CONSOLE_FROM: ['10.0.0.0/8', '192.168.0.0/16'],
    });
  });

  test.each(Object.keys(HOSTED))('name %s, where only that is missing', (name) => {
    const faults = faultsOf({ ...HOSTED, [name]: '' });
    expect(faults).toEqual([
      expect.stringMatching(new RegExp(`^${name}: expected .+, got (nothing|an array of 0)$`)),
    ]);
  });

  test('name all that is missing at once', () => {
    const faults = faultsOf({ CONSOLE_HOST: 'upkeep.example.com', PEOPLE_EMAIL: 'me' });
    const named = faults.map((fault) => fault.split(':')[0]);
    expect(named).toEqual([
      'PEOPLE_EMAIL[0]',
      ...Object.keys(HOSTED).filter((name) => name !== 'CONSOLE_HOST'),
    ]);
  });

  test.each([
    ['CONSOLE_HOST', 'https://upkeep.example.com'],
    ['CONSOLE_HOST', '*.example.com'],
    ['CONSOLE_HOST', 'localhost'],
    ['CONSOLE_VPC', 'default'],
    ['CONSOLE_SUBNETS', 'subnet-0a1b2c3d'],
    ['CONSOLE_SUBNETS', 'subnet-0a1b2c3d b'],
    ['CONSOLE_FROM', 'world'],
    ['CONSOLE_FACING', 'everybody'],
    ['CONSOLE_CERTIFICATE', 'mine'],
    ['CONSOLE_ISSUER', 'http://login.example.com'],
    ['CONSOLE_TOKEN_ENDPOINT', 'https://user:word@login.example.com/token'],
    ['CONSOLE_CLIENT_ID', 'two words'],
    ['CONSOLE_CLIENT_SECRET', 'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:x'],
  ])('take no %s=%s', (name, value) => {
    expect(faultsOf({ ...HOSTED, [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}[:[]`)),
    ]);
  });

  test('name the secret of our client and are refused as its text, which is not repeated', () => {
    const faults = faultsOf({ ...HOSTED, CONSOLE_CLIENT_SECRET: 'hunter2hunter2' });
    expect(faults).toEqual([expect.stringContaining('CONSOLE_CLIENT_SECRET: expected the ARN of a secret')]);
    expect(faults.join()).not.toContain('hunter2');
  });
});

describe('a stage that hosts no console', () => {
  test('has nothing of it, and everything else as a stage that does', () => {
    const [off, on] = [compiled({}), compiled(HOSTED)];
    const more = Object.keys(on.Resources).filter((id) => !Object.hasOwn(off.Resources, id));
    expect(more.every((id) => id.startsWith('Console'))).toBe(true);
    expect(JSON.stringify(off)).not.toMatch(/Console[A-Z]|console-|CONSOLE|elasticloadbalancing/);
    const { Dashboard: before, ...others } = off.Resources as Record<string, object>;
    const { Dashboard: after, ...rest } = on.Resources as Record<string, object>;
    expect(rest).toMatchObject(others);
    expect(JSON.stringify(after).length).toBeGreaterThan(JSON.stringify(before).length);
    expect(off).not.toHaveProperty('Outputs');
  });
});

describe('a stage that hosts one, packaged by osls,', () => {
  let product: Built;
  let on: Template;
  beforeAll(async () => {
    product = await built('package', { ...PLACE, ...HOSTED }, { args: ['--stage', 'prod'] });
    on = templateIn(product.folder);
  }, 300_000);
  afterAll(() => product?.remove());

  const properties = (id: string) => on.resources[id]?.Properties ?? {};

  test("breaks none of AWS's own rules and schemas", () => {
    const engine = new CelEngine();
    try {
      const file = join(product.folder, '.serverless/cloudformation-template-update-stack.json');
      const { diagnostics } = engine.validateStandard(new TemplateFile(file), { severityLevel: 'ERROR' });
      expect(diagnostics.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
    } finally {
      engine.free();
    }
  });

  test('refers to nothing that is not there, and in no circle', () => {
    const next = (id: string) =>
      [...referencesIn(on.resources[id]), ...listed(on.resources[id]?.DependsOn ?? [])].map(String);
    const ids = Object.keys(on.resources).filter((id) => id.startsWith('Console'));
    expect(ids.flatMap(next).filter((id) => !Object.hasOwn(on.resources, id))).toEqual([]);
    const reached = (id: string, seen = new Set<string>()): Set<string> => {
      for (const one of next(id)) if (!seen.has(one)) reached(one, seen.add(one));
      return seen;
    };
    expect(ids.filter((id) => reached(id).has(id))).toEqual([]);
  });

  test('gives the function a role that reads two tables, and lets the load balancer alone invoke it', () => {
    const granted = grantedIn(on).filter((line) => line.includes('Console'));
    const read = (action: string, on: string) => may('ConsoleRole', `dynamodb:${action}`, on);
    expect(granted.sort()).toEqual(
      [
        may('lambda.amazonaws.com', 'sts:AssumeRole', 'ConsoleRole'),
        may('elasticloadbalancing.amazonaws.com', 'lambda:InvokeFunction', 'ConsoleLambdaFunction'),
        ...['logs:CreateLogStream', 'logs:PutLogEvents'].map((action) =>
          may('ConsoleRole', action, 'ConsoleLogGroup'),
        ),
        ...['GetItem', 'BatchGetItem', 'Query'].flatMap((action) => [
          read(action, 'Ledger'),
          read(action, 'Fleet'),
        ]),
        ...['Ledger/index/recent', 'Ledger/index/pointers', 'Fleet/index/due', 'Fleet/index/overdue'].map(
          (index) => read('Query', index),
        ),
      ].sort(),
    );
    expect(properties('ConsoleInvocation')).toMatchObject({
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Sub': expect.stringMatching(/:targetgroup\/db-upkeep-prod\/\*$/) },
    });
    expect(properties('ConsoleTargetGroup')).toMatchObject({ Name: 'db-upkeep-prod', TargetType: 'lambda' });
    expect(`db-upkeep-${'a'.repeat(20)}`.length).toBeLessThanOrEqual(32);
  });

  test('tells the function whose signature it takes, and for whom', () => {
    expect(properties('ConsoleLambdaFunction')).toMatchObject({
      Timeout: 15,
      Environment: {
        Variables: {
          CONSOLE_SIGNER: { Ref: 'ConsoleLoadBalancer' },
          CONSOLE_CLIENT_ID: 'console-client',
          CONSOLE_ISSUER: IDP,
        },
      },
    });
  });

  test('forwards nothing that was not logged in, under the one host, over TLS', () => {
    expect(properties('ConsoleListener')).toMatchObject({
      Port: 443,
      Protocol: 'HTTPS',
      SslPolicy: expect.stringContaining('TLS13-1-2'),
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    expect(properties('ConsoleRule')).toMatchObject({
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['upkeep.example.com'] } }],
      Actions: [
        {
          Order: 1,
          Type: 'authenticate-oidc',
          AuthenticateOidcConfig: {
            Issuer: IDP,
            AuthorizationEndpoint: `${IDP}/authorize`,
            TokenEndpoint: `${IDP}/token`,
            UserInfoEndpoint: `${IDP}/userinfo`,
            ClientId: 'console-client',
            OnUnauthenticatedRequest: 'authenticate',
            SessionTimeout: 8 * 60 * 60,
          },
        },
        { Order: 2, Type: 'forward', TargetGroupArn: { Ref: 'ConsoleTargetGroup' } },
      ],
    });
    expect(on.of('AWS::ElasticLoadBalancingV2::ListenerRule')).toHaveLength(1);
    expect(on.of('AWS::Lambda::Url')).toEqual([]);
  });

  test('names the secret of our client, and holds it nowhere else', () => {
    const reference = `{{resolve:secretsmanager:${SECRET}}}`;
    expect(JSON.stringify(properties('ConsoleRule'))).toContain(`"ClientSecret":"${reference}"`);
    expect(on.text.split(SECRET)).toHaveLength(2);
  });

  test('lets in whom the ranges name, and out to TLS alone', () => {
    const https = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443 };
    expect(properties('ConsoleSecurityGroup')).toMatchObject({
      VpcId: 'vpc-0a1b2c3d',
      SecurityGroupIngress: ['10.0.0.0/8', '192.168.0.0/16'].map((CidrIp) => ({ ...https, CidrIp })),
      SecurityGroupEgress: [https],
    });
    expect(properties('ConsoleLoadBalancer')).toMatchObject({ Scheme: 'internal', Type: 'application' });
  });

  test('says where the host has to lead', () => {
    const { Outputs } = JSON.parse(on.text) as { Outputs: Record<string, { Value: unknown }> };
    expect(Outputs.ConsoleTarget?.Value).toEqual({ 'Fn::GetAtt': ['ConsoleLoadBalancer', 'DNSName'] });
  });

  test('has its log for 90 days, its alarms, each with a line of the runbook, and its row of the dashboard', () => {
    expect(properties('ConsoleLogGroup')).toMatchObject({
      LogGroupName: '/aws/lambda/db-upkeep-prod-console',
      RetentionInDays: 90,
    });
    const alarms = on
      .of('AWS::CloudWatch::Alarm')
      .map(({ properties: { AlarmName } }) => String(AlarmName).replace('db-upkeep-prod-', ''))
      .filter((name) => name.startsWith('console-'));
    expect(alarms.sort()).toEqual(
      ['errors', 'throttles', 'refused', 'unavailable', 'login-failing']
        .map((kind) => `console-${kind}`)
        .sort(),
    );
    const runbook = readFileSync(new URL('../../docs/console.md', import.meta.url), 'utf8');
    for (const name of alarms) expect([name, runbook.includes(`\n| \`${name}\` |`)]).toEqual([name, true]);
    expect(JSON.stringify(properties('Dashboard'))).toContain('Console: pages');
  });

  test("shows pages by the built function, under AWS's own runtime client, to whoever is logged in", async () => {
    const alb = await startLoadBalancer();
    const tables = await startLedgerTable('eu-west-1');
    const lambda = startLambda({
      name: 'db-upkeep-prod-console',
      bundle: product.bundle('console'),
      timeoutMs: 60_000,
      environment: {
        STAGE: 'local',
        LEDGER_TABLE: await tables.create(),
        FLEET_TABLE: await tables.createFleet(),
        CONSOLE_SIGNER: alb.signer,
        CONSOLE_CLIENT_ID: alb.client,
        CONSOLE_ISSUER: alb.issuer,
        AWS_ENDPOINT_URL_ALB_KEYS: alb.keys,
        AWS_ENDPOINT_URL_DYNAMODB: tables.endpoint,
      },
    });
    try {
      const statuses: Record<string, unknown> = {};
      for (const path of [
        '/',
        '/compliance',
        '/calendar',
        '/history',
        '/request',
        '/rollouts/x',
        '/rollouts/x/changes',
      ]) {
        const { payload } = await lambda.invoke(alb.event(path, { queryStringParameters: { id: 'CHG-1' } }));
        statuses[path] = (payload as { statusCode?: number }).statusCode;
      }
      expect(statuses).toEqual({
        ...{ '/': 200, '/compliance': 200, '/calendar': 200, '/history': 200, '/request': 200 },
        ...{ '/rollouts/x': 404, '/rollouts/x/changes': 404 },
      });
      const stranger = await lambda.invoke(alb.event('/', { headers: { 'x-amzn-oidc-data': undefined } }));
      expect(stranger.payload).toMatchObject({ statusCode: 403 });
    } finally {
      await lambda.close();
      await tables.close();
      await alb.close();
    }
  }, 120_000);
});
