import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Robots, startRobots } from '../../stand-in/chat/robots.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { command, type Ended } from './command.ts';

let robots: Robots;
const printed: Ended[] = [];
beforeAll(async () => {
  robots = await startRobots();
});
beforeEach(() => {
  robots.reset();
  printed.length = 0;
});
afterAll(() => robots.close());
afterEach(() => {
  const all = printed.map(({ stdout, stderr }) => stdout + stderr).join('');
  expect(all).not.toMatch(/c0ffee42|whsec_/);
});

const run = async (
  name: string,
  args: readonly string[],
  channels: unknown = robots.channels,
  typed?: string,
) => {
  const ended = await command(
    name,
    args,
    { CHANNELS: typeof channels === 'string' ? channels : JSON.stringify(channels) },
    undefined,
    typed,
  );
  printed.push(ended);
  return ended;
};

describe('channels', () => {
  test('lists names and kinds, and no URL', async () => {
    const { code, stdout } = await run('channels', []);
    expect([code, stdout]).toEqual([
      0,
      `name           kind      signed
feishu-room    feishu    yes
dingtalk-room  dingtalk  yes
wecom-room     wecom     no
slack-room     slack     no
teams-room     teams     no
webhook-room   webhook   yes
`,
    ]);
    const json = await run('channels', ['--output', 'json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      channels: [{ name: 'feishu-room', kind: 'feishu' }, {}, {}, {}, {}, {}],
    });
    expect((await run('channels', ['--output', 'csv'])).stdout).toMatch(
      /^name,kind,signed\r?\nfeishu-room,feishu,yes/,
    );
  });

  test('says so where there is none', async () => {
    expect(await run('channels', [], {})).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'no channels: people are told by mail alone\n',
    });
  });

  test('tells what is wrong with the secret, without a word of it', async () => {
    const wrong = { room: { kind: 'feishu', url: 'http://c0ffee42.example.com/' } };
    expect(await run('channels', [], wrong)).toMatchObject({
      code: 69,
      stderr: expect.stringContaining('CHANNELS: room: url: expected https'),
    });
  });
});

describe('what channels missed', () => {
  let queues: Queues;
  beforeAll(async () => {
    queues = await startQueues(['tell-chat', 'tell-desk']);
  });
  afterAll(() => queues.close());
  const event = {
    'detail-type': 'Upkeep Rollout Halted',
    detail: {
      version: 1,
      event_id: 'r-1/halted/3/1',
      fleet: 'monthly',
      rollout: 'r-1',
      at: '2026-11-30T02:10:00.000Z',
      sentence: 'halted: 2 of 5 ended badly',
      to: ['people', 'dba-room'],
    },
  };
  const outcome = {
    'detail-type': 'Upkeep Request Settled',
    detail: {
      event_id: 'patch-databases#p#CHG-1#settled',
      trigger: 'webhook',
      sender: 'change-desk',
      request_id: 'CHG-1',
      sentence: 'patch CHG-1 was settled as accepted',
      settled_at: '2026-11-30T02:10:00.000Z',
    },
  };
  const atQueues = (name: string, args: readonly string[], typed?: string) =>
    command(
      name,
      args,
      {
        DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
        QUEUE_URL: queues.urlTemplate,
        AWS_ENDPOINT_URL_SQS: queues.endpoint,
        AWS_REGION: queues.region,
        AWS_ACCESS_KEY_ID: 'a',
        AWS_SECRET_ACCESS_KEY: 'b',
      },
      undefined,
      typed,
    );
  const counts = async () => [
    (await queues.counts(queues.deadLetterUrl('tell-chat'))).visible,
    (await queues.counts(queues.url('tell-chat'))).visible,
  ];

  test('is listed and stays, and is told after all once somebody agrees', async () => {
    await queues.send('tell-chat-dead', JSON.stringify(event));
    await queues.send('tell-chat-dead', 'no event');
    await queues.send('tell-desk-dead', JSON.stringify(outcome));
    const listed = await atQueues('channels missed', ['--output', 'json']);
    expect([listed.code, listed.stderr]).toEqual([0, '3 missed\n']);
    expect(JSON.parse(listed.stdout)).toMatchObject({
      at_least: false,
      missed: expect.arrayContaining([
        expect.objectContaining({
          event: 'Upkeep Rollout Halted',
          channels: 'people dba-room',
          says: expect.stringContaining('Fleet monthly, rollout r-1: halted: 2 of 5 ended badly'),
        }),
        expect.objectContaining({ event: 'no event', says: 'no event' }),
        expect.objectContaining({
          event: 'Upkeep Request Settled',
          channels: 'change-desk',
          says: outcome.detail.sentence,
        }),
      ]),
    });
    expect((await atQueues('channels missed', [])).stdout).toContain('Upkeep Rollout Halted');
    expect(await atQueues('channels redrive', [])).toMatchObject({ code: 64 });
    expect(await atQueues('channels redrive', [], 'no\n')).toMatchObject({ code: 64 });
    expect(await counts()).toEqual([2, 0]);
    const moved = await atQueues('channels redrive', [], 'yes\n');
    expect([moved.code, moved.stdout]).toEqual([0, '3 put back\n']);
    expect(await counts()).toEqual([0, 2]);
    const [told] = await queues.receiveAll(queues.url('tell-desk'));
    expect(told?.Body).toBe(JSON.stringify(outcome));
    const [again] = await queues.receiveAll(queues.url('tell-chat'));
    expect([JSON.stringify(event), 'no event']).toContain(again?.Body);
    expect(await atQueues('channels redrive', ['--yes'])).toMatchObject({ code: 0, stdout: '0 put back\n' });
  });
});

describe('channels test', () => {
  test.each(['feishu', 'dingtalk', 'wecom', 'slack', 'teams', 'webhook'])(
    'sends one message to %s after it has asked',
    async (kind) => {
      const { code, stdout, stderr } = await run('channels test', [`${kind}-room`], robots.channels, 'yes\n');
      expect([code, stdout]).toEqual([0, `${kind}-room took it\n`]);
      expect(stderr).toBe(`Type yes to send one message to ${kind}-room (${kind}): `);
      expect(robots.taken.map(({ reads }) => reads)).toEqual([
        expect.stringMatching(/A trial of this channel by .+ for the stage local\. Nothing is wrong/),
      ]);
    },
  );

  test('sends nothing unless somebody agrees', async () => {
    expect(await run('channels test', ['slack-room'], robots.channels, 'no\n')).toMatchObject({ code: 64 });
    expect(await run('channels test', ['slack-room'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('no terminal to confirm on'),
    });
    expect(robots.posts).toEqual([]);
  });

  test('says what a channel says that refuses, whatever its status', async () => {
    const signed = { ...robots.channels['feishu-room'], secret: 'another' };
    const refused = await run('channels test', ['feishu-room', '--yes'], { 'feishu-room': signed });
    expect(refused).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^feishu-room did not take it: code 19021: sign match fail/),
    });
    robots.answer('slack', 1, { status: 200, body: 'no_service' });
    expect(await run('channels test', ['slack-room', '--yes'])).toMatchObject({
      code: 1,
      stdout: 'slack-room did not take it: HTTP 200: no_service\n',
    });
    robots.answer('wecom', 1, 'lost');
    expect(await run('channels test', ['wecom-room', '--yes'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('the request left, then: POST 127.0.0.1'),
    });
  });

  test('names the channels that there are', async () => {
    expect(await run('channels test', ['room', '--yes'])).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('there is no channel room; there are feishu-room, dingtalk-room'),
    });
  });
});
