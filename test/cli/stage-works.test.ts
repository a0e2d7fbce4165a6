import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { patch, plugin } from '../world/cases.ts';
import { letter, type Staged, startStaged } from '../world/staged.ts';

const PATCH = patch.operation;
const [TARGET] = patch.targets;

let staged: Staged;

beforeAll(async () => {
  staged = await startStaged();
});
afterAll(() => staged.close());
beforeEach(() => staged.reset());
afterEach(() => {
  // What is pasted into the same shell has to work there.
  const pasted = (staged.printed().match(/npx --no-install db-upkeep .*/g) ?? []).filter(
    (line) => !/ --help /.test(line),
  );
  for (const line of pasted) expect(line).toContain('--stage prod');
});

const resume = () => staged.run(['resume', '--yes']);

const DRY = ['invoke', PATCH, '--json', JSON.stringify({ instance_ids: [TARGET] }), '--dry-run'];

describe('in a fresh shell, --stage is all that is needed', () => {
  test('panic pauses the stage, tells its bus, and status shows it', async () => {
    expect(await staged.run(['panic', '--reason', 'CHG-7'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('everything is paused'),
    });
    const told = staged.others.asked.find(({ headers }) => headers['x-amz-target'] === 'AWSEvents.PutEvents');
    expect(JSON.stringify(told?.body)).toContain('"EventBusName":"db-upkeep-prod"');
    expect((await staged.run(['status', '--last', '1'])).stderr).toContain('CHG-7');
    expect((await staged.table.items('db-upkeep-prod-ledger')).length).toBeGreaterThan(0);
    expect(await staged.table.items('another-ledger')).toEqual([]);
    expect(await resume()).toMatchObject({ code: 0 });
  });

  test('through real npx, too', async () => {
    const args = ['--no-install', 'db-upkeep', 'panic', '--stage', 'prod', '--reason', 'CHG-npx'];
    const child = spawn('npx', args, {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        npm_config_update_notifier: 'false',
        ...staged.fresh(),
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    staged.keep({ code: 0, stdout, stderr });
    expect([await closed, stdout]).toEqual([0, expect.stringContaining('CHG-npx')]);
    expect(await resume()).toMatchObject({ code: 0 });
  }, 60_000);

  test.each([
    ['eu-west-3', 'https://sqs.eu-west-3.amazonaws.com/123456789012/db-upkeep-prod-patch-databases-dead'],
    [
      'cn-north-1',
      'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/db-upkeep-prod-patch-databases-dead',
    ],
  ])('the queues are those of the region, %s', async (region, url) => {
    const { QUEUE_URL: _, DEAD_LETTER_QUEUE_URL: __, ...rest } = staged.deployed();
    staged.plane.functions.set(`db-upkeep-prod-${PATCH}`, rest);
    expect(await staged.run(['dead-letters', 'list', PATCH, '--aws-region', region])).toMatchObject({
      code: 0,
    });
    expect(new Set(staged.others.asked.map(({ body }) => body.QueueUrl))).toEqual(new Set([url]));
  });

  test('redrive sends from the dead letters of the stage to its work queue', async () => {
    staged.letters = ['CHG-1', 'CHG-2'].map((id) => letter(id, { instance_ids: [TARGET] }));
    await staged.run(['dead-letters', 'redrive', PATCH, '--id', 'CHG-1', '--extend', '--yes']);
    const asked = staged.others.asked.map(({ headers, body: { QueueUrl } }) => [
      String(headers['x-amz-target']),
      String(QueueUrl).split('/').at(-1),
    ]);
    expect(asked).toContainEqual(['AmazonSQS.SendMessageBatch', 'db-upkeep-prod-patch-databases']);
    const dead = 'db-upkeep-prod-patch-databases-dead';
    expect(asked).toContainEqual(['AmazonSQS.ChangeMessageVisibilityBatch', dead]);
    expect(asked).toContainEqual(['AmazonSQS.DeleteMessage', dead]);
  });

  test("invoke is judged by the stage's policy", async () => {
    const rules = { desk: { from: ['webhook:desk'], operations: [PATCH] } };
    staged.plane.functions.set(`db-upkeep-prod-${PATCH}`, staged.deployed({}, JSON.stringify(rules)));
    const intent = JSON.stringify({ instance_ids: [TARGET] });
    const { stdout, stderr } = await staged.run(['invoke', PATCH, '--json', intent, '--yes']);
    expect(stdout + stderr).toMatch(/no rule of the policy|forbidden|Forbidden/);
    expect(staged.cloud.accepted).toEqual([]);
  });

  test('what may be installed is what the stage lists: without a list, nothing', async () => {
    const intent = {
      instance_id: plugin.targets[0],
      plugin_name: 'postgis',
      url: 'https://plug-ins.obs.ap-southeast-1.myhuaweicloud.com/Yukon.tar.gz',
      sha_256: '791a8d68064ca3208b52ac2584b3b1ab89e4945069baf48e2b14ed5a7151889b',
    };
    const { code, stderr } = await staged.run([
      'invoke',
      'install-kernel-plugin',
      '--json',
      JSON.stringify(intent),
      '--dry-run',
    ]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('PLUGIN_PACKAGES')]);
  });

  test('a pause is written where the functions look, whatever the stack would call it', async () => {
    staged.plane.functions.set('db-upkeep-prod-sweep', {
      ...staged.deployed(),
      LEDGER_TABLE: 'another-ledger',
    });
    expect(await staged.run(['pause', '--reason', 'CHG-10'])).toMatchObject({ code: 0 });
    expect(JSON.stringify(await staged.table.items('another-ledger'))).toContain('CHG-10');
    expect(await resume()).toMatchObject({ code: 0 });
  });

  test("the login is the stage's secret", async () => {
    const { code, stderr } = await staged.run(DRY);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringMatching(/^account +acme\/upkeep, from the secret db-upkeep\/prod\/credentials$/m),
    ]);
  });
});
