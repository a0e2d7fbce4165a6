import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PAGES, read, send, tokenFor } from '../../stand-in/cloud/client.ts';
import { createClock } from '../../stand-in/cloud/clock.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';

const START = Date.UTC(2026, 2, 1);
const MINUTE = 60_000;

describe('a clock', () => {
  let base = START;
  let jumps = 0;
  const clock = createClock(
    () => base,
    () => {
      jumps += 1;
    },
  );
  beforeEach(() => {
    clock.rewind();
    base = START;
    jumps = 0;
  });

  test('runs as fast as it is told, from then on', () => {
    base += 1000;
    clock.run(600);
    expect(clock.now()).toBe(START + 1000);
    base += 1000;
    expect(clock.now()).toBe(START + 601_000);
    clock.run(2);
    base += 1000;
    expect(clock.now()).toBe(START + 603_000);
    clock.run(1);
    base += 1000;
    expect(clock.now()).toBe(START + 604_000);
    expect(jumps).toBe(0);
  });

  test('jumps too, while it runs', () => {
    clock.run(60);
    base += 1000;
    clock.advance(5);
    expect(clock.now()).toBe(START + 60_005);
    clock.set(START + 7);
    expect(clock.now()).toBe(START + 7);
    base += 1000;
    expect(clock.now()).toBe(START + 60_007);
    expect(jumps).toBe(2);
  });

  test('keeps the time of logins, which jumps but does not run', () => {
    clock.run(600);
    base += 60_000;
    clock.advance(5);
    expect(clock.loginTime()).toBe(START + 60_005);
  });

  test('is rewound to the base', () => {
    clock.run(600);
    clock.advance(5);
    base += 1000;
    clock.rewind();
    base += 1000;
    expect([clock.now(), clock.loginTime()]).toEqual([base, base]);
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('does not run at %s', (speed) => {
    expect(() => clock.run(speed)).toThrow(`speed must be a number above 0, not ${speed}`);
  });
});

describe('a cloud in a hurry', () => {
  let base = START;
  let cloud: Cloud;
  beforeAll(async () => {
    cloud = await startCloud({ now: () => base });
  });
  beforeEach(() => {
    base = START;
    cloud.reset();
  });
  afterAll(() => cloud.close());

  test('ends an hour’s job within seconds, and the token is still good', async () => {
    const { patch } = PAGES;
    cloud.state.jobDurationMs = 60 * MINUTE;
    const token = await tokenFor(cloud, patch.project_id);
    cloud.clock.run(600);
    await send(cloud, patch, { token });
    const path = `/jobs?id=${cloud.accepted[0]?.job_id}`;
    base += 3000;
    expect((await read(cloud, patch, path)).body.jobs).toMatchObject([
      { status: 'Running', progress: '50%', start_time: '2026-03-01T00:00:00+0000' },
    ]);
    base += 3000;
    expect((await read(cloud, patch, path)).body.jobs).toMatchObject([
      { status: 'Completed', end_time: '2026-03-01T01:00:00+0000' },
    ]);
    base += 60 * MINUTE; // 25 days of the cloud's clock, one hour of the caller's
    expect((await send(cloud, patch, { token })).status).toBe(202);
  });

  test('is put in a hurry over HTTP', async () => {
    const post = async (body: unknown) => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      const reply = await fetch(`${cloud.endpoints.iam}/_control/clock`, init);
      return [reply.status, await reply.json()];
    };
    expect(await post({ speed: 600 })).toEqual([200, { now: START }]);
    base += 1000;
    expect(await post({})).toEqual([200, { now: START + 600_000 }]);
    expect(await post({ advance: 5, speed: 1 })).toEqual([200, { now: START + 600_005 }]);
    expect(await post({ speed: 'fast' })).toEqual([
      400,
      { error: 'RangeError: speed must be a number above 0, not NaN' },
    ]);
    base += 1000;
    expect(cloud.clock.now()).toBe(START + 601_005);
  });

  test('a token lives as long as its caller’s day', async () => {
    const { plugin } = PAGES;
    cloud.clock.run(600);
    base += 60 * MINUTE;
    const token = await tokenFor(cloud, plugin.project_id);
    base += 24 * 60 * MINUTE - 1;
    expect((await send(cloud, plugin, { token })).status).toBe(202);
    base += 1;
    expect((await send(cloud, plugin, { token })).status).toBe(401);
  });
});

test('all that one request starts, starts at one moment', async () => {
  let time = START;
  const ticking = await startCloud({ now: () => time++ });
  await send(ticking, PAGES.hotfix);
  await ticking.close();
  const [first, second] = [...ticking.state.tasks.values()].map(({ created }) => created);
  expect(first).toBe(second);
  expect(ticking.accepted.map(({ at }) => at)).toEqual([first, first]);
});
