import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import type { Report } from '../../shared/terms/report.ts';
import { startHttpApi } from '../../stand-in/platform/http-api.ts';
import { type LambdaFunction, startLambda } from '../../stand-in/platform/lambda.ts';
import { sqsEvent } from '../../stand-in/platform/sqs-event.ts';
import { plugin, timed } from '../world/cases.ts';
import { type Built, built } from './built.ts';
import { type Surroundings, startSurroundings } from './surroundings.ts';
import { unzip } from './unzip.ts';

const SECRETS = {
  HW_USER_PASSWORD: 'a password of whoever packages',
  HW_SECRET_KEY: 'a-secret-key-of-whoever-packages',
  HW_SECURITY_TOKEN: 'a-security-token-of-whoever-packages',
  WEBHOOK_SENDERS: '{"change-desk":"whsec_of_whoever_packages"}',
  AWS_SECRET_ACCESS_KEY: 'an-aws-secret-of-whoever-packages',
};
const MB = 1024 * 1024;

interface Template {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

let product: Built;
let around: Surroundings;
let template: Template;
const deployed: LambdaFunction[] = [];

beforeAll(async () => {
  product = await built('package', SECRETS);
  const text = readFileSync(
    join(product.folder, '.serverless/cloudformation-template-update-stack.json'),
    'utf8',
  );
  template = JSON.parse(text) as Template;
  around = await startSurroundings();
});
afterAll(async () => {
  for (const lambda of deployed) await lambda.close();
  await around?.close();
  product?.remove();
});

const inTemplate = (type: string) =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties);
const functionOf = (name: string) =>
  inTemplate('AWS::Lambda::Function').find(({ FunctionName }) => String(FunctionName).endsWith(`-${name}`)) ??
  {};
const functions = readdirSync(new URL('../../functions', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  // Hosted only where somebody asks for it: test/infra/console.test.ts.
  .filter((name) => name !== 'console');

/** Unpacks the archive of a function and runs it as its template says. */
function deploy(name: string, environment = around.environment): LambdaFunction {
  const folder = join(product.folder, 'deployed', name);
  unzip(join(product.folder, `.serverless/${name}.zip`), folder);
  // The local platform looks for this file before it starts anything; the function itself does not.
  writeFileSync(join(folder, 'index.mjs'), '');
  const lambda = startLambda({
    name,
    bundle: folder,
    handler: String(functionOf(name).Handler),
    environment,
    timeoutMs: 60_000,
    freeze: true,
  });
  deployed.push(lambda);
  return lambda;
}

const linesOf = (logs: readonly string[]) => logs.map((line) => JSON.parse(line) as Report);

describe('the template', () => {
  test('has one function per folder, and each runs what its own archive holds', () => {
    const names = inTemplate('AWS::Lambda::Function').map(({ FunctionName }) => FunctionName);
    expect(names.sort()).toEqual(functions.map((name) => `db-upkeep-dev-${name}`).sort());
    for (const name of functions) {
      expect(functionOf(name)).toMatchObject({
        Handler: `dist/${name}/index.handler`,
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
      });
    }
  });

  test('connects each operation to its own queue, message by message', () => {
    const mappings = inTemplate('AWS::Lambda::EventSourceMapping');
    for (const { name } of catalog) {
      const pascal = name.replace(/(^|-)(\w)/g, (_all, _dash, letter: string) => letter.toUpperCase());
      expect(mappings).toContainEqual(
        expect.objectContaining({
          EventSourceArn: { 'Fn::GetAtt': [`${pascal}Queue`, 'Arn'] },
          FunctionResponseTypes: ['ReportBatchItemFailures'],
        }),
      );
      expect(template.Resources).toHaveProperty(`${pascal}DeadLetterQueue`);
    }
  });

  test('leaves each message hidden for longer than its function may run', () => {
    for (const { VisibilityTimeout, RedrivePolicy } of inTemplate('AWS::SQS::Queue')) {
      if (RedrivePolicy) expect(Number(VisibilityTimeout)).toBeGreaterThanOrEqual(6 * 60);
    }
    for (const { name } of catalog) expect(functionOf(name).Timeout).toBe(60);
  });

  test('holds no secret, whatever stands in the environment of whoever packages', () => {
    for (const file of readdirSync(join(product.folder, '.serverless'))) {
      if (!file.endsWith('.json')) continue;
      const text = readFileSync(join(product.folder, '.serverless', file), 'utf8');
      for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
    }
    for (const name of functions) {
      const { Variables = {} } = functionOf(name).Environment as { Variables?: object };
      expect(Object.keys(Variables)).not.toEqual(
        expect.arrayContaining([expect.stringMatching(/^(HW_USER_PASSWORD|HW_SECRET_KEY|WEBHOOK_SENDERS)$/)]),
      );
    }
  });
});

describe.each(functions)('the archive of %s', (name) => {
  test('holds its own bundle and nothing else', () => {
    const archive = join(product.folder, `.serverless/${name}.zip`);
    const names = unzip(archive, join(product.folder, 'looked-at', name));
    expect(names).toContain(`dist/${name}/index.mjs`);
    expect(names.filter((path) => !path.startsWith(`dist/${name}/`) || /\.(ts|map)$/.test(path))).toEqual([]);
    expect(statSync(archive).size).toBeLessThan(2 * MB);
  });
});

describe('what would be deployed', () => {
  test.each(timed)('runs $operation from a timer and from its queue', async (one) => {
    const lambda = deploy(one.operation);
    const first = await lambda.invoke(one.intent);
    expect(first).toMatchObject({ ok: true, end: 'returned', payload: { status: 'accepted' } });
    const [line, ...more] = linesOf(first.logs);
    expect(more).toEqual([]);
    expect(line?.outcomes.map(({ target, job_id }) => [target, job_id])).toEqual(
      around.cloud.accepted
        .filter(({ call }) => call === one.call)
        .map(({ target, job_id }) => [target, job_id]),
    );
    expect(line?.outcomes.map(({ target }) => target)).toEqual(one.targets);

    const { queues } = around;
    await queues.send(one.operation, '{"nothing":"of use"}', { request_id: 'wrong' });
    const event = sqsEvent(await queues.receiveAll(queues.url(one.operation)), queues.arn(one.operation));
    const second = await lambda.invoke(event);
    expect(second).toMatchObject({ ok: true, cold: false, payload: { batchItemFailures: [] } });
    expect(linesOf(second.logs)).toMatchObject([{ status: 'invalid', request_id: 'wrong' }]);
    const dead = await queues.receiveAll(queues.deadLetterUrl(one.operation));
    expect(dead.map(({ Body }) => Body)).toEqual(['{"nothing":"of use"}']);
  });

  test('signs requests with a key just as well', async () => {
    const [key] = around.cloud.state.accessKeys.values();
    const { HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD, ...rest } = around.environment;
    expect([HW_DOMAIN_NAME, HW_USER_NAME, HW_USER_PASSWORD]).not.toContain(undefined);
    const keys = { HW_ACCESS_KEY: key?.access ?? '', HW_SECRET_KEY: key?.secret ?? '' };
    const lambda = deploy(plugin.operation, { ...rest, ...keys });
    const { payload } = await lambda.invoke({ ...plugin.intent, instance_id: 'f9b5f9b296ec6808e068in14' });
    // A signature that verifies gets as far as the instance, which does not exist.
    expect(payload).toMatchObject({ status: 'rejected', outcomes: [{ code: 'DBS.200002' }] });
  });

  test('takes a signed webhook through the route of the template, and turns another away', async () => {
    const lambda = deploy('receive-webhook');
    const routes = inTemplate('AWS::ApiGatewayV2::Route').map(({ RouteKey }) => String(RouteKey));
    const api = await startHttpApi({ routes: Object.fromEntries(routes.map((route) => [route, lambda])) });
    const url = `${api.url}/webhooks/${plugin.operation}`;
    const body = JSON.stringify(plugin.intent);
    const taken = await fetch(url, { method: 'POST', body, headers: around.signed(body) });
    expect([taken.status, await taken.json()]).toMatchObject([202, { status: 'queued' }]);
    const { queues } = around;
    expect((await queues.receiveAll(queues.url(plugin.operation))).map(({ Body }) => Body)).toContain(body);
    const refused = await fetch(url, { method: 'POST', body: `${body} `, headers: around.signed(body) });
    expect(refused.status).toBe(401);
    await api.close();
  });
});
