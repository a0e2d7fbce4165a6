import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { handler } from '../../functions/tell-chat/handler.ts';
import type { FleetTable } from '../../shared/platform/fleet-ports.ts';
import { type Robots, startRobots } from '../../stand-in/chat/robots.ts';
import { MINUTE, setClock } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

/** A minute at which robots have little to do. */
const BEGIN = Date.parse('2026-11-30T02:10:00Z');
const ROOMS = ['feishu-room', 'dingtalk-room', 'wecom-room', 'slack-room', 'teams-room', 'webhook-room'];

let world: LedgerWorld;
let robots: Robots;
let table: FleetTable;
beforeAll(async () => {
  robots = await startRobots();
  world = await startWorld({ ledger: true });
});
beforeEach(async () => {
  await world.reset();
  robots.reset();
  table = await world.fleetTable();
  world.set({ CHANNELS: JSON.stringify(robots.channels) });
  setClock(BEGIN);
});
afterAll(async () => {
  await world.close();
  await robots.close();
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
      rollout: 'r-1',
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

test('people are told by the bus itself: where a fleet names nobody else, nothing is read or sent', async () => {
  world.set({ CHANNELS: 'not even JSON' });
  expect(await tell(envelope({ to: ['people'] }))).toMatchObject({ back: false, line: { level: 'INFO' } });
  expect(robots.posts).toEqual([]);
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

describe('what is no event of a rollout', () => {
  test.each<[string, object]>([
    ['no event', { nothing: 'of use' }],
    ['an event of a request', envelope({}, 'Upkeep Job Ended')],
    ['an event without a sentence', { ...envelope(), detail: { ...detail(), sentence: undefined } }],
  ])('goes back, and at last to the dead letters: %s', async (_, event) => {
    const { back, line } = await tell(event);
    expect([back, line.failed, line.level]).toEqual([true, 1, 'ERROR']);
    expect(JSON.stringify(line)).toContain('no event of a rollout that can be read');
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
