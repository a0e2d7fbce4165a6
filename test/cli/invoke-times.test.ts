import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [TARGET, ABNORMAL] = PATCH_INSTANCES;
const BUSY = '0000000000000000000000000000b05fin13';
const OTHER_ENGINE = '0000000000000000000000000000b05fin06';
const patch = { request_id: 'CHG-7', project_id: PROJECT, instance_ids: [TARGET] };

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => void world.printed());

/** What is shown for confirmation, by the row's name, and what came of it. */
const invoke = async (fields: object, more: Record<string, string | undefined> = {}, ...flags: string[]) => {
  const json = JSON.stringify({ ...patch, ...fields });
  const ended = await world.run('invoke', [PATCH, '--json', json, ...flags], more);
  const shown = (name: string) => new RegExp(`^${name} +(.*)$`, 'm').exec(ended.stderr)?.[1];
  return { ...ended, shown };
};
const NO_LEDGER = { LEDGER_TABLE: undefined };

test('what is sent at once says so, and until when it may be', async () => {
  const { shown, code } = await invoke({});
  expect(code).toBe(64);
  expect(shown('not_before')).toBe('none that lies ahead: it is sent at once');
  expect(shown('not_after')).toBe('2024-10-30T03:00:00Z, in 60 min: by default nothing is sent after it');
  const past = await invoke({ not_before: '2024-10-30T01:00:00Z', not_after: '2024-10-30T05:00:00Z' });
  expect(past.shown('not_before')).toBe('none that lies ahead: it is sent at once');
  expect(past.shown('not_after')).toBe('2024-10-30T05:00:00Z, in 3 h: nothing is sent after it');
  const over = await invoke({ not_after: '2024-10-30T01:00:00Z' }, {}, '--yes');
  expect(over.code).toBe(1);
  expect(over.shown('not_after')).toBe('2024-10-30T01:00:00Z, which is past: nothing is sent');
});

test('by when its work must have ended is said, and what could not is not asked for', async () => {
  const { shown, code } = await invoke({ ends_by: 'PT30M', expects: { from: '1.7', hold_tag: 'hold' } });
  expect(code).toBe(64);
  expect(shown('ends_by')).toBe(
    '2024-10-30T02:30:00Z: what could not end by then, as far as usual times tell, is not sent',
  );
  expect(shown('expects')).toBe(
    '1.7 runs there, and no tag hold names a date to come: where it is not so nothing is sent, and where it cannot be read it waits',
  );
  const short = await invoke({ ends_by: 'PT29M' });
  expect(short.code).toBe(1);
  expect(short.stderr).toMatch(/^Expired: its work lasts 30 min as is assumed and would end at /);
});

test('what is sent later is shown to wait in the ledger, and does', async () => {
  const { shown, code, stdout } = await invoke({ not_before: 'PT4H' }, {}, '--yes');
  expect(code).toBe(3);
  expect(shown('not_before')).toMatch(
    /^2024-10-30T06:00:00Z, in 4 h: nothing is sent now; the ledger keeps it: the sweep brings it back then/,
  );
  expect(shown('not_after')).toMatch(/^2024-10-30T07:00:00Z, in 5 h: /);
  expect(stdout).toContain('The ledger keeps it: the sweep brings it back then');
  at(241);
  expect((await world.resume(PATCH)).lines).toMatchObject([{ status: 'accepted', request_id: 'CHG-7' }]);
});

test('without a ledger nothing keeps it, which is said before and after', async () => {
  const { shown, code, stdout } = await invoke({ not_before: 'PT4H' }, NO_LEDGER, '--yes');
  expect(code).toBe(3);
  expect(shown('not_before')).toBe(
    '2024-10-30T06:00:00Z, in 4 h: nothing is sent now; no ledger keeps it (LEDGER_TABLE is not set): send it again then',
  );
  expect(stdout).toContain('No ledger keeps it (LEDGER_TABLE is not set): send it again then.');
  expect(world.cloud.accepted).toEqual([]);
});

test('a pause that it would wait for is shown, with the command that ends it', async () => {
  await world.run('pause', ['--operation', 'upgrade-proxy-version']);
  expect((await invoke({})).stderr).not.toContain('paused');
  await world.run('pause', ['--operation', PATCH, '--reason', 'CHG-6']);
  const { stderr } = await invoke({});
  expect(stderr).toMatch(/^paused +patch-databases is paused since \S+ by \S+: CHG-6$/m);
  expect(stderr).toMatch(
    new RegExp(`^paused +to end that:  npx --no-install db-upkeep resume --operation ${PATCH}$`, 'm'),
  );
  expect((await invoke({}, NO_LEDGER)).stderr).not.toContain('paused');
});

test('a ledger that does not answer is told before anybody confirms, and keeps no dry run', async () => {
  const down = { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1' };
  const { code, stderr } = await invoke({}, down, '--yes');
  expect(code).toBe(69);
  expect(stderr).toContain('did not answer');
  expect(stderr).not.toContain('targets');
  expect((await invoke({}, down, '--dry-run')).code).toBe(0);
  expect(world.cloud.accepted).toEqual([]);
});

test.each([
  ['waits', [BUSY], 3, '1 would be held, and tried again by the ledger.'],
  [
    'waits beside what never goes',
    [BUSY, ABNORMAL],
    3,
    '1 would be held, and tried again by the ledger, 1 would be rejected.',
  ],
  [
    'waits beside what goes',
    [TARGET, BUSY],
    1,
    '1 would be sent, 1 would be held, and tried again by the ledger.',
  ],
  [
    'waits, in a call of its own',
    [TARGET, OTHER_ENGINE],
    3,
    '1 would be sent, 1 would be held, and tried again by the ledger.',
  ],
])(
  'a dry run beside a ledger ends as sending does: what is busy %s',
  async (_, instance_ids, code, summary) => {
    for (const id of [BUSY, OTHER_ENGINE])
      world.cloud.state.addInstance({ id, service: 'geminidb', project_id: PROJECT, actions: ['CREATE'] });
    const rehearsed = await invoke({ instance_ids }, {}, '--dry-run');
    expect(rehearsed.stdout).toContain(`Dry run: nothing was sent; ${summary}\n`);
    expect(rehearsed.code).toBe(code);
    expect((await invoke({ instance_ids }, {}, '--yes')).code).toBe(code);
  },
);

test.each([
  ['status', { status: 'BACKING_UP' }],
  ['action', { actions: ['CREATE'] }],
])('what is busy by its %s is told to be tried again only where something does that', async (_, busy) => {
  world.cloud.state.addInstance({ id: BUSY, service: 'geminidb', project_id: PROJECT, ...busy });
  const intent = { instance_ids: [BUSY] };
  const said = async (...given: [Record<string, undefined>, string]) =>
    (await invoke(intent, ...given)).stdout;
  const alone = await Promise.all([said(NO_LEDGER, '--yes'), said(NO_LEDGER, '--dry-run')]);
  for (const text of alone) {
    expect(text).toContain('\n    hint: its current work has to end first\n');
    expect(text).toMatch(/Nothing repeats this by itself|no ledger tries it again/);
    expect(text).not.toMatch(/(?<!no ledger.*)(tried|tries it) again/);
  }
  const kept = [await said({}, '--dry-run'), await said({}, '--yes')];
  for (const text of kept) {
    expect(text).toContain('\n    hint: its current work has to end first\n');
    expect(text).toMatch(/tried again by the ledger|\nThe ledger keeps it: the sweep brings it back/);
    expect(text).not.toMatch(/Nothing repeats|no ledger/i);
  }
});
