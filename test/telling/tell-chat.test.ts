import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { handler } from '../../functions/tell-chat/handler.ts';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { type Mailbox, startMailbox } from '../../stand-in/chat/mailbox.ts';
import { type Robots, startRobots } from '../../stand-in/chat/robots.ts';
import { MINUTE, setClock } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

/** A minute at which robots have little to do. */
const BEGIN = Date.parse('2026-11-30T02:10:00Z');
const ROOMS = ['feishu-room', 'dingtalk-room', 'wecom-room', 'slack-room', 'teams-room', 'webhook-room'];

let world: LedgerWorld;
let robots: Robots;
let mailbox: Mailbox;
let table: FleetTable;
beforeAll(async () => {
  robots = await startRobots();
  mailbox = await startMailbox();
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  robots.reset();
  mailbox.reset();
  table = await world.fleetTable();
  world.set({ CHANNELS: JSON.stringify(robots.channels) });
  setClock(BEGIN);
});
afterAll(async () => {
  await world.close();
  await robots.close();
  await mailbox.close();
});

const later = (ms: number) => setClock(Date.now() + ms);

const detail = (more: object = {}) => ({
  version: 1,
  event_id: 'r-1/wave_ended/canary/0',
  fleet: 'monthly',
  rollout: 'r-1',
  wave: 'canary',
  at: new Date(BEGIN).toISOString(),
  sentence: 'wave canary: 5 of 5 ended well',
  to: ['people', ...ROOMS],
  ...more,
});
const envelope = (more: object = {}, type = 'Upkeep Wave Ended') => ({
  version: '0',
  id: 'an-id-of-the-bus',
  'detail-type': type,
  source: 'db-upkeep',
  detail: detail(more),
});

/** Hands an event to the function; whether it goes back to the queue, and the one line. */
async function tell(event: object, remaining = 60_000) {
  const lines: string[] = [];
  const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    lines.push(String(text));
    return true;
  });
  try {
    const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => remaining } as unknown as Context;
    const { batchItemFailures } = await handler(world.mail('tell-chat', event), context);
    expect(lines).toHaveLength(1);
    return {
      back: batchItemFailures.length > 0,
      line: JSON.parse(lines[0] ?? '') as Record<string, unknown>,
    };
  } finally {
    spy.mockRestore();
  }
}
const count = () => robots.taken.map(({ kind }) => kind);
const marks = async (room: string) => {
  const { items } = await table.list(`chat#${room}`, 'told#');
  return items.map(({ doc }) => JSON.parse(doc) as { state: string });
};

test('every channel that the fleet names is told once, in one message, however often the event comes', async () => {
  const first = await tell(envelope());
  expect(first).toMatchObject({
    back: false,
    line: {
      level: 'INFO',
      operation: 'tell-chat',
      event: 'Upkeep Wave Ended',
      about: 'r-1',
      told: 6,
      failed: 0,
    },
  });
  expect(count()).toEqual(['feishu', 'dingtalk', 'wecom', 'slack', 'teams', 'webhook']);
  for (const { kind, reads } of robots.taken.filter((one) => one.kind !== 'webhook')) {
    expect([kind, reads]).toEqual([
      kind,
      'Upkeep Wave Ended\nFleet monthly, rollout r-1: wave canary: 5 of 5 ended well. ' +
        'npx --no-install db-upkeep fleet show r-1 --stage local',
    ]);
  }
  expect(robots.taken.at(-1)?.post.json).toEqual({
    type: 'Upkeep Wave Ended',
    timestamp: new Date(BEGIN).toISOString(),
    data: detail(),
  });
  const again = await tell(envelope());
  expect([again.back, again.line.told, count().length]).toEqual([false, 0, 6]);
});

describe('mails', () => {
  const single = (type: string, more: object, id = 'q#1') => ({
    'detail-type': type,
    source: 'db-upkeep',
    detail: { event_id: id, request_id: 'CHG-1', sentence: `${type} of orders`, ...more },
  });
  const ended = (end: string, more: object = {}, id = 'q#1') =>
    single('Upkeep Job Ended', { end, ...more }, id);
  const settled = (verdict: string, more: object = {}) =>
    single('Upkeep Request Settled', { outcomes: [{ target: 'orders', verdict }], ...more }, `s#${verdict}`);
  const digest = (day: string) => ({
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    time: `${day}T07:10:00Z`,
    detail: {},
  });
  const told = () => mailbox.mails.map(({ subject, text }) => `${subject}\n${text}`);
  beforeEach(() => world.set({ PEOPLE_TOPIC: mailbox.topic, AWS_ENDPOINT_URL_SNS: mailbox.endpoint }));

  test('hold a sentence as it is, without quotes around it; of the secret of channels nothing is read', async () => {
    world.set({ CHANNELS: 'not even JSON' });
    const event = envelope({ to: ['people'] });
    expect(await tell(event)).toMatchObject({ back: false, line: { level: 'INFO', told: 1 } });
    expect(await tell(event)).toMatchObject({ back: false, line: { told: 0 } });
    expect(told()).toEqual([
      'db-upkeep local: Upkeep Wave Ended\nFleet monthly, rollout r-1: wave canary: 5 of 5 ended well. ' +
        'npx --no-install db-upkeep fleet show r-1 --stage local',
    ]);
    expect(robots.posts).toEqual([]);
  });

  test('are sent of nothing that only chats are told, and to nobody whom a fleet does not name', async () => {
    await tell(envelope({ to: ['people'] }, 'Upkeep Wave Started'));
    await tell(envelope({ to: ['slack-room'] }));
    world.set({ PEOPLE_TOPIC: undefined });
    expect(await tell(envelope({ to: ['people'] }))).toMatchObject({ back: false, line: { told: 0 } });
    expect(mailbox.mails).toEqual([]);
  });

  test('are sent at once of what went badly, was refused, or what people did', async () => {
    for (const event of [
      ended('failed'),
      ended('timed_out', {}, 'q#2'),
      ended('canceled', {}, 'q#3'),
      settled('unknown'),
      settled('rejected'),
      single('Upkeep Paused', { request_id: undefined, operation: '*' }, 'p#1'),
    ]) {
      expect(await tell(event)).toMatchObject({ back: false, line: { told: 1 } });
    }
    expect(mailbox.mails).toHaveLength(6);
  });

  test('of what a rollout released are sent only where work went badly or nobody knows: its own events tell the rest', async () => {
    const request_id = 'fleet/r-1/3/1';
    for (const event of [
      ended('succeeded', { request_id }),
      ended('canceled', { request_id }, 'q#2'),
      settled('accepted', { request_id }),
      settled('rejected', { request_id }),
    ]) {
      expect(await tell(event)).toMatchObject({ back: false, line: { told: 0, channels: [] } });
    }
    await tell(ended('failed', { request_id }, 'q#3'));
    await tell(settled('unknown', { request_id }));
    expect(mailbox.mails).toHaveLength(2);
    expect(await tell(digest('2026-11-30'))).toMatchObject({ line: { told: 0 } });
  });

  test('of what went well are one a day, each thing once, however often it and the day come', async () => {
    for (let number = 0; number < 25; number += 1) {
      const sentence = `GeminiDB db-${number}: the patch succeeded`;
      expect(await tell(ended('succeeded', { sentence }, `q#${number}`))).toMatchObject({
        back: false,
        line: { channels: [{ channel: 'people', is: 'kept' }] },
      });
    }
    await tell(ended('succeeded', {}, 'q#3'));
    expect(mailbox.mails).toEqual([]);
    later(5 * 60 * MINUTE);
    expect(await tell(digest('2026-11-30'))).toMatchObject({ back: false, line: { told: 1 } });
    expect(await tell(digest('2026-11-30'))).toMatchObject({ back: false, line: { told: 0 } });
    // What comes from half an hour before it on is told the next day.
    await tell(ended('succeeded', {}, 'late'));
    expect(await tell(digest('2026-11-30'))).toMatchObject({ line: { told: 0 } });
    expect(await tell(digest('2026-12-01'))).toMatchObject({ line: { told: 1 } });
    const [first = '', second = ''] = told();
    expect(first.split('\n')).toHaveLength(24);
    expect(first).toMatch(
      /^db-upkeep local: Daily Digest\n25 things went well from 2026-11-29 06:30 to 2026-11-30 06:30 UTC:\nGeminiDB db-0/,
    );
    expect(first).toMatch(/\nand 5 more\nAll of it: npx --no-install db-upkeep status --stage local$/);
    expect(second).toContain('1 thing went well');
  });

  test('of what went well are sent at once where that is asked, and the digest tells only what was kept before', async () => {
    await tell(ended('succeeded', { sentence: 'the patch of before succeeded' }, 'before'));
    world.set({ MAIL_SUCCESSES: 'at-once' });
    const link = 'https://upkeep.example.com/request?id=r';
    expect(await tell(ended('succeeded', { link }))).toMatchObject({ back: false, line: { told: 1 } });
    expect(await tell(settled('accepted'))).toMatchObject({ line: { told: 1 } });
    later(5 * 60 * MINUTE);
    await tell(digest('2026-11-30'));
    expect(mailbox.mails.map(({ text }) => text.split('\n'))).toEqual([
      [`Upkeep Job Ended of orders ${link}`],
      ['Upkeep Request Settled of orders'],
      [expect.stringContaining('1 thing'), 'the patch of before succeeded', expect.any(String)],
    ]);
  });

  test('and chats show the page where a console is hosted, as one line; the digest only its own', async () => {
    world.set({ CONSOLE_HOST: 'upkeep.example.com' });
    const link = 'https://upkeep.example.com/rollouts/r-1';
    await tell(envelope({ to: ['people', 'slack-room', 'webhook-room'], link }));
    expect(told()[0]).toMatch(/fleet show r-1 --stage local https:\/\/upkeep\.example\.com\/rollouts\/r-1$/);
    expect(robots.taken[0]?.reads).toMatch(/ https:\/\/upkeep\.example\.com\/rollouts\/r-1$/);
    expect(robots.taken[1]?.post.json).toMatchObject({ data: { link } });
    // What is secret is masked in all but the link, which is made of what is masked.
    await tell(
      envelope({
        to: ['slack-room'],
        link: `${link}?a=1`,
        sentence: 'see https://x.example/?a=1',
        event_id: 'q',
      }),
    );
    expect(robots.taken[2]?.reads).toMatch(
      /see https:\/\/x\.example\/\?\*\*\*.* https:\/\/upkeep\.example\.com\/rollouts\/r-1\?a=1$/,
    );
    await tell(ended('succeeded', { link: `${link}\nFleet prod` }));
    await tell(ended('failed', { link: `${link}\nFleet prod` }, 'q#2'));
    expect(told()[1]).toMatch(/ of orders https:\/\/upkeep\.example\.com\/rollouts\/r-1 Fleet prod$/);
    later(5 * 60 * MINUTE);
    await tell(digest('2026-11-30'));
    expect(told()[2]?.split('\n').slice(2)).toEqual([
      'Upkeep Job Ended of orders',
      'All of it: npx --no-install db-upkeep status --stage local https://upkeep.example.com/history',
    ]);
  });

  test('of a day whose digest never came, or that the topic did not take, come in the next one, which says so; nothing comes twice', async () => {
    await tell(ended('succeeded', { sentence: 'the patch of told succeeded' }, 'told'));
    later(5 * 60 * MINUTE);
    expect(await tell(digest('2026-11-30'))).toMatchObject({ line: { told: 1 } });
    await tell(ended('succeeded', { sentence: 'the patch of lost succeeded' }, 'lost'));
    later(24 * 60 * MINUTE);
    await tell(ended('succeeded', { sentence: 'the patch of refused succeeded' }, 'refused'));
    later(24 * 60 * MINUTE);
    mailbox.fail(1, 'refused');
    expect(await tell(digest('2026-12-02'))).toMatchObject({ back: true });
    await tell(ended('succeeded', { sentence: 'the patch of now succeeded' }, 'now'));
    later(24 * 60 * MINUTE);
    await tell(ended('succeeded', { sentence: 'the patch of next succeeded' }, 'next'));
    expect(await tell(digest('2026-12-03'))).toMatchObject({ back: false, line: { told: 1 } });
    // The one that was refused comes again from the queue, or as a dead letter.
    expect(await tell(digest('2026-12-02'))).toMatchObject({ back: false, line: { told: 0 } });
    expect(await tell(digest('2026-12-04'))).toMatchObject({ back: false, line: { told: 1 } });
    expect(told().map((text) => text.split('\n').slice(1, -1))).toEqual([
      ['1 thing went well from 2026-11-29 06:30 to 2026-11-30 06:30 UTC:', 'the patch of told succeeded'],
      [
        '3 things went well from 2026-11-30 06:30 to 2026-12-03 06:30 UTC:',
        '2 of them late: no digest came on 2026-12-01, 2026-12-02',
        'the patch of lost succeeded',
        'the patch of refused succeeded',
        'the patch of now succeeded',
      ],
      ['1 thing went well from 2026-12-03 06:30 to 2026-12-04 06:30 UTC:', 'the patch of next succeeded'],
    ]);
  });

  test('of 2,000 that went well are one of a few lines', async () => {
    const item = (number: number) => ({
      pk: 'chat#people',
      sk: `digest#2026-11-30#${String(number).padStart(4, '0')}`,
      version: 1,
      write_id: 'w',
      doc: JSON.stringify({ text: `GeminiDB db-${number}: the patch succeeded after 12 min` }),
    });
    await table.putAll(Array.from({ length: 2000 }, (_, number) => item(number)));
    await tell(digest('2026-11-30'));
    expect(told()).toHaveLength(1);
    expect(told()[0]).toContain('2000 things went well');
    expect(told()[0]?.length).toBeLessThan(2000);
  });

  test('that the topic refuses or may have lost come again, and nothing of the reply that is secret is told', async () => {
    mailbox.fail(1, 'refused');
    const { back, line } = await tell(ended('failed'));
    expect([back, line.channels]).toEqual([
      true,
      [
        {
          channel: 'people',
          is: 'refused',
          why: 'AuthorizationError: not authorized to perform: SNS:Publish',
        },
      ],
    ]);
    later(6 * MINUTE);
    expect(await tell(ended('failed'))).toMatchObject({ back: false, line: { told: 1 } });
    expect(mailbox.mails).toHaveLength(1);
  });

  test('are lines of ours alone: no name makes one, and what is secret is masked', async () => {
    const sentence = 'the patch of or\nFleet prod: all ended well\u202e failed {"password":"hunter2"}';
    await tell(ended('failed', { sentence }));
    await tell(envelope({ to: ['people'], sentence, event_id: 'hostile' }));
    for (const { text } of mailbox.mails) {
      expect(text).not.toMatch(/\n|\u202e|hunter2/);
    }
  });
});

describe('a channel that does not take a message', () => {
  test('gets it again from the queue, and the others do not', async () => {
    robots.answer('feishu', 1, { status: 200, body: '{"code":19021,"msg":"sign match fail"}' });
    const { back, line } = await tell(envelope());
    expect([back, line.level, line.told, line.failed]).toEqual([true, 'ERROR', 5, 1]);
    expect(line.channels).toContainEqual({
      channel: 'feishu-room',
      is: 'refused',
      why: 'code 19021: sign match fail',
    });
    later(6 * MINUTE);
    expect(await tell(envelope())).toMatchObject({ back: false, line: { told: 1 } });
    expect(count().filter((kind) => kind === 'feishu')).toHaveLength(1);
    expect(count()).toHaveLength(6);
  });

  test('because its signature is wrong, its secret is told nowhere', async () => {
    const wrong = { ...robots.channels['dingtalk-room'], secret: 'SECanother-c0ffee42' };
    world.set({ CHANNELS: JSON.stringify({ 'dingtalk-room': wrong }) });
    const { back, line } = await tell(envelope({ to: ['dingtalk-room'] }));
    expect([back, line.channels]).toEqual([
      true,
      [{ channel: 'dingtalk-room', is: 'refused', why: 'errcode 310000: sign not match' }],
    ]);
    expect(JSON.stringify(line)).not.toMatch(/SECanother|c0ffee42/);
  });

  test('or is not in the secret, is named', async () => {
    const { back, line } = await tell(envelope({ to: ['ops-room', 'slack-room'] }));
    expect([back, line.channels]).toEqual([
      true,
      [
        { channel: 'ops-room', is: 'refused', why: 'no such channel is in the secret' },
        { channel: 'slack-room', is: 'told' },
      ],
    ]);
  });

  test('a secret that is wrong stops all, and shows nothing of itself', async () => {
    world.set({ CHANNELS: '{"slack-room":{"kind":"slack","url":"ftp://hidden.example.com"}}' });
    const { back, line } = await tell(envelope());
    expect([back, line.failed]).toEqual([true, 1]);
    expect(JSON.stringify(line)).toContain('CHANNELS: slack-room: url: expected https');
    expect(JSON.stringify(line)).not.toContain('hidden');
  });
});

describe('a run that is killed', () => {
  test('or cut off while it sends: nobody knows whether the message arrived, and it is sent once more, under its own id', async () => {
    robots.answer('slack', 1, 'lost');
    const lost = await tell(envelope({ to: ['slack-room'] }));
    expect([lost.back, robots.taken.length]).toEqual([true, 1]);
    later(6 * MINUTE);
    expect(await tell(envelope({ to: ['slack-room'] }))).toMatchObject({ back: false, line: { told: 1 } });
    expect(await tell(envelope({ to: ['slack-room'] }))).toMatchObject({ back: false, line: { told: 0 } });
    expect(robots.taken).toHaveLength(2);
  });

  test.each(['down', 'lost'] as const)(
    'at any of its writes, which are %s from then on, loses nothing, and repeats at most what it was sending',
    async (kind) => {
      world.set({ PEOPLE_TOPIC: mailbox.topic, AWS_ENDPOINT_URL_SNS: mailbox.endpoint });
      const stops: number[] = [];
      for (let stop = 1; ; stop += 1) {
        robots.reset();
        mailbox.reset();
        const event = envelope({ to: ['people', 'slack-room'], event_id: `killed/${stop}` });
        let writes = 0;
        world.ledger.break(kind, ({ action }) => action === 'PutItem' && ++writes >= stop, 1000);
        const { back } = await tell(event);
        world.ledger.clear();
        if (!back) break;
        stops.push(stop);
        later(6 * MINUTE);
        expect(await tell(event)).toMatchObject({ back: false });
        const [mails, posts] = [mailbox.mails.length, robots.taken.length];
        expect([stop, mails >= 1, posts >= 1, mails + posts <= 3]).toEqual([stop, true, true, true]);
      }
      // For each of the two: its pace, that it is sent, that it was taken.
      expect(stops).toEqual([1, 2, 3, 4, 5, 6]);
    },
  );

  test('while it sends keeps others from sending the same, for as long as a run may last', async () => {
    await table.put(
      {
        pk: 'chat#slack-room',
        sk: 'told#r-1/wave_ended/canary/0',
        version: 1,
        write_id: 'a-killed-run',
        doc: JSON.stringify({ state: 'sending', at: BEGIN }),
      },
      'nothing',
    );
    const early = await tell(envelope({ to: ['slack-room'] }));
    expect([early.back, early.line.level, early.line.channels]).toEqual([
      true,
      'INFO',
      [{ channel: 'slack-room', is: 'waits', why: 'it is being sent' }],
    ]);
    expect(robots.posts).toEqual([]);
    later(2 * MINUTE);
    expect(await tell(envelope({ to: ['slack-room'] }))).toMatchObject({ back: false, line: { told: 1 } });
    expect(await marks('slack-room')).toEqual([{ state: 'taken', at: Date.now() }]);
  });

  test('two runs at the same moment send one message', async () => {
    const spy = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    const both = await Promise.all(
      [1, 2].map(async () => {
        const context = { awsRequestId: 'run', getRemainingTimeInMillis: () => 60_000 } as unknown as Context;
        return handler(world.mail('tell-chat', envelope({ to: ['wecom-room'] })), context);
      }),
    );
    spy.mockRestore();
    expect(robots.taken).toHaveLength(1);
    expect(both.flatMap(({ batchItemFailures }) => batchItemFailures).length).toBeLessThanOrEqual(1);
  });

  test('a run without time for one more channel begins none', async () => {
    const { back, line } = await tell(envelope({ to: ['slack-room'] }), 11_000);
    expect([back, line.level, robots.posts.length]).toEqual([true, 'INFO', 0]);
  });
});

describe('pace', () => {
  test('a channel of 20 a minute gets 20, and the next once the minute is over', async () => {
    const one = (index: number) => envelope({ to: ['dingtalk-room'], event_id: `r-1/e/${index}` });
    for (let index = 0; index < 20; index += 1) expect(await tell(one(index))).toMatchObject({ back: false });
    const { back, line } = await tell(one(20));
    expect([back, line.level, line.channels]).toEqual([
      true,
      'INFO',
      [{ channel: 'dingtalk-room', is: 'waits', why: 'the channel takes 20 messages a minute' }],
    ]);
    expect(robots.posts).toHaveLength(20);
    later(MINUTE);
    expect(await tell(one(20))).toMatchObject({ back: false, line: { told: 1 } });
    // The robot itself had nothing to refuse.
    expect(robots.taken).toHaveLength(21);
  });

  test('at a full and a half hour a rollout keeps still for one to four minutes of its own', async () => {
    const still = new Map<string, number>();
    for (const rollout of ['r-1', 'r-2', 'r-3', 'r-4']) {
      for (let minute = 0; minute < 6; minute += 1) {
        setClock(Date.parse('2026-11-30T02:30:00Z') + minute * MINUTE);
        const { back } = await tell(
          envelope({ to: ['teams-room'], rollout, event_id: `${rollout}/${minute}` }),
        );
        if (back) still.set(rollout, (still.get(rollout) ?? 0) + 1);
        else expect(minute).toBeGreaterThanOrEqual(still.get(rollout) ?? 0);
      }
    }
    expect([...still.values()].sort()).toEqual([1, 2, 3, 4]);
  });

  test('but not about a halt', async () => {
    setClock('2026-11-30T03:00:00Z');
    const halted = envelope({ to: ['teams-room'], event_id: 'halt' }, 'Upkeep Rollout Halted');
    expect(await tell(halted)).toMatchObject({ back: false, line: { told: 1 } });
    expect(await tell(envelope({ to: ['teams-room'] }))).toMatchObject({ back: true });
  });
});

describe('what is no event of ours', () => {
  test.each<[string, object]>([
    ['no event', { nothing: 'of use' }],
    ['an event of another', envelope({}, 'Somebody Else Did')],
    ['an event of a request that has no sentence', { 'detail-type': 'Upkeep Job Ended', detail: {} }],
    ['an event without a sentence', { ...envelope(), detail: { ...detail(), sentence: undefined } }],
  ])('goes back, and at last to the dead letters: %s', async (_, event) => {
    const { back, line } = await tell(event);
    expect([back, line.failed, line.level]).toEqual([true, 1, 'ERROR']);
    expect(JSON.stringify(line)).toContain('nothing that can be read');
    expect(robots.posts).toEqual([]);
  });
});

test('names and reasons call nobody and mask what is secret', async () => {
  const sentence = 'wave <at user_id="all">x</at> <!channel> @all {"password":"hunter2"}';
  await tell(envelope({ sentence, event_id: 'hostile' }));
  expect(robots.taken).toHaveLength(6);
  for (const { kind, post } of robots.taken) {
    expect([kind, post.text.includes('hunter2')]).toEqual([kind, false]);
    if (kind !== 'webhook') expect([kind, /<at|<!/.test(post.text)]).toEqual([kind, false]);
  }
});
