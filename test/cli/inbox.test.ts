import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { queued } from '../../infra/aws/functions.ts';
import { surveysOf } from '../../shared/fleet/places.ts';
import type { Kept } from '../../shared/fleet/survey/kept.ts';
import type { TargetRow } from '../../shared/fleet/survey/rows.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { aboutUnwell } from '../../shared/ledger/pointers.ts';
import { openTable } from '../../shared/platform/platform.ts';
import { DAY, MINUTE } from '../../shared/values/time/units.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { type Queues, startQueues } from '../../stand-in/platform/queues.ts';
import { root } from '../architecture/source.ts';
import { fleetText } from '../fleet/example.ts';
import { itemsOf } from '../fleet/report/kept-fleet.ts';
import { PLACES } from '../fleet/report/places.ts';
import { at, START } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [FIRST, SECOND] = PATCH_INSTANCES;
const STAGE = `inbox${process.pid}`;
const FILE = join(root, `fleets.${STAGE}.yml`);
const QUEUES = [...queued(catalog), 'events'];
const FAILED = { how: 'failed', fail_reason: 'out of memory', afterMs: 7 * MINUTE } as const;
const patch = { requested_by: 'dba-team', project_id: PROJECT };

let world: CommandWorld;
let queues: Queues;
let kept: (all: readonly Kept[]) => Promise<void>;
beforeAll(async () => {
  world = await startWorld({ commands: true });
  queues = await startQueues(QUEUES);
});
beforeEach(async () => {
  await world.reset();
  for (const name of QUEUES) await queues.purge(queues.deadLetterUrl(name));
  for (const id of [FIRST, SECOND]) world.cloud.state.change(id, { status: 'normal', actions: [] });
  const table = await world.fleetTable();
  kept = (all) => table.putAll(all.flatMap(itemsOf));
});
afterEach(() => {
  rmSync(FILE, { force: true });
  world.printed();
});
afterAll(async () => {
  await queues.close();
  await world.close();
});

const inbox = (args: readonly string[] = [], more: Record<string, string | undefined> = {}) =>
  world.run('inbox', args, {
    AWS_ENDPOINT_URL_SQS: queues.endpoint,
    DEAD_LETTER_QUEUE_URL: queues.deadLetterUrlTemplate,
    ...more,
  });

interface Item {
  readonly kind: string;
  readonly what: string;
  readonly since?: string;
  readonly owner?: string;
  readonly sentence: string;
  readonly commands: readonly string[];
}
const items = async (args: readonly string[] = [], more: Record<string, string | undefined> = {}) => {
  const { code, stdout } = await inbox([...args, '--output', 'json'], more);
  return { code, items: (JSON.parse(stdout) as { items: Item[] }).items };
};
const ask = (request_id: string, ...instance_ids: string[]) =>
  world.ask(PATCH, { ...patch, request_id, instance_ids });
/** Time goes on until what is at work has ended. */
async function ended(minutes: number) {
  for (const minute of [minutes, minutes + 45, minutes + 90]) {
    at(minute);
    await world.resume(PATCH);
    await world.resume('follow-job');
  }
}

test('what is empty says so, and ends with 0', async () => {
  expect(await inbox()).toEqual({
    code: 0,
    stdout: 'Nothing needs anybody. Requests since 2024-10-16T02:00:00Z.\n',
    stderr: '',
  });
});

describe('requests', () => {
  const failed = async () => {
    world.cloud.endings.add(FAILED);
    await ask('CHG-1', FIRST);
    await ended(5);
  };

  test('that failed stand there with whose they are, since when, why, and the command; what went well does not', async () => {
    await failed();
    await ask('CHG-2', SECOND);
    await ended(100);
    const { code, items: all } = await items();
    expect([code, all]).toEqual([
      1,
      [
        {
          kind: 'failed',
          what: 'CHG-1',
          owner: 'dba-team',
          since: expect.stringMatching(/^2024-10-30T02:/),
          sentence: expect.stringMatching(
            new RegExp(`^${PATCH} failed of ${FIRST}.*\\. Look at the instance`),
          ),
          commands: [
            expect.stringContaining("db-upkeep status 'CHG-1' "),
            expect.stringMatching(/db-upkeep invoke patch-databases --json .*CHG-1-again/),
          ],
        },
      ],
    ]);
  });

  test('count by the latest request for a target: what is made good is gone, and what is at work again too', async () => {
    await failed();
    await ask('CHG-3', FIRST);
    expect(await items()).toEqual({ code: 0, items: [] });
    await ended(110);
    expect(await items()).toEqual({ code: 0, items: [] });
  });

  test('that failed twice are told once, by the later one', async () => {
    await failed();
    world.cloud.endings.add(FAILED);
    await ask('CHG-4', FIRST);
    await ended(110);
    expect((await items()).items.map(({ what }) => what)).toEqual(['CHG-4']);
  });

  test('of which one target is made good are told of the other alone', async () => {
    world.cloud.endings.add({ ...FAILED, times: 2 });
    await ask('CHG-5', FIRST, SECOND);
    await ended(5);
    const both = (await items()).items;
    expect(both.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining(`failed of ${FIRST}, ${SECOND}: out of memory. Look`),
    ]);
    await ask('CHG-6', FIRST);
    await ended(110);
    const [other, ...none] = (await items()).items;
    expect(none).toEqual([]);
    expect(other?.sentence).toContain(`failed of ${SECOND}: `);
    expect(other?.commands.join()).not.toContain(FIRST);
  });

  test('that are not known come first, and end with 2', async () => {
    await failed();
    world.cloud.endings.add({ how: 'never' });
    await ask('CHG-7', SECOND);
    await ended(100);
    at(400);
    await world.resume('follow-job');
    const { code, items: all } = await items();
    expect([code, all.map(({ kind, what }) => [kind, what])]).toEqual([
      2,
      [
        ['unknown', 'CHG-7'],
        ['failed', 'CHG-1'],
      ],
    ]);
    expect(all[0]?.commands).toEqual([expect.stringContaining("db-upkeep explain 'CHG-7' ")]);
  });

  test('that somebody called off are none', async () => {
    world.cloud.state.change(FIRST, { actions: ['CREATE'] });
    await ask('CHG-8', FIRST);
    expect((await items()).items).toEqual([]);
    await world.run('cancel', ['CHG-8', '--yes']);
    expect((await world.run('status', ['CHG-8'])).stdout).toContain('canceled');
    expect(await items()).toEqual({ code: 0, items: [] });
  });

  test('of which there are more than can be looked at are not silently left out', async () => {
    const table = openTable(process.env.LEDGER_TABLE ?? '');
    await table.point(
      Array.from({ length: 701 }, (_, n) => ({
        about: aboutUnwell(START),
        to: requestKey(PATCH, PROJECT, `CHG-${n}`),
        at: START,
        expires_at: START / 1000 + 10_000_000,
      })),
    );
    expect(await items()).toEqual({
      code: 2,
      items: [
        {
          kind: 'not_read',
          what: 'more requests',
          sentence: 'not read: there are too many to look at all of them',
          commands: ["npx --no-install db-upkeep status --failed --since '2024-10-16T02:00:00Z'"],
        },
      ],
    });
  });

  test('are those of fourteen days, or since another time', async () => {
    await failed();
    at((13 * DAY) / MINUTE);
    expect((await items()).code).toBe(1);
    expect((await items(['--since', 'P3D'])).code).toBe(0);
    at((15 * DAY) / MINUTE);
    expect((await items()).code).toBe(0);
    expect((await items(['--since', 'P20D'])).code).toBe(1);
  });
});

describe('dead letters', () => {
  test('of every queue are counted with the oldest, in each with the command, and stay where they are', async () => {
    for (const name of QUEUES) await queues.send(`${name}-dead`, '{}', { time: '2024-10-29T01:00:00.000Z' });
    await queues.send(`${PATCH}-dead`, '{}', { time: '2024-10-28T01:00:00.000Z' });
    const { code, items: all } = await items();
    expect([code, all.length]).toEqual([1, QUEUES.length]);
    expect(all[0]).toEqual({
      kind: 'dead_letters',
      what: PATCH,
      since: '2024-10-28T01:00:00Z',
      sentence: expect.stringContaining('2 on the dead-letter queue'),
      commands: [`npx --no-install db-upkeep dead-letters list ${PATCH}`],
    });
    const of = (name: string) => all.find(({ what }) => what === name);
    expect(of('tell-chat')?.commands).toEqual(['npx --no-install db-upkeep channels missed']);
    expect(of('decide-rollouts')?.commands).toEqual(['npx --no-install db-upkeep fleet list']);
    for (const name of ['follow-job', 'events']) {
      expect(of(name)).toMatchObject({
        commands: [],
        sentence: expect.stringContaining('Start DLQ redrive'),
      });
    }
    for (const name of QUEUES) {
      const { visible } = await queues.counts(queues.deadLetterUrl(name));
      expect([name, visible]).toEqual([name, name === PATCH ? 2 : 1]);
    }
  });

  test('that somebody else holds just now are not silently nothing', async () => {
    const held = { AWS_ENDPOINT_URL_SQS: queues.endpoint };
    await queues.send(`${PATCH}-dead`, '{}');
    const { openDeadLetterQueue } = await import('../../cli/dead-letter-queue.ts');
    const before = { ...process.env };
    Object.assign(process.env, held);
    await openDeadLetterQueue(queues.deadLetterUrl(PATCH)).takeAll(600);
    Object.assign(process.env, before);
    const { code, items: all } = await items();
    expect([code, all.map(({ sentence }) => sentence)]).toEqual([
      1,
      [expect.stringContaining('more than 0 on the dead-letter queue')],
    ]);
  });

  test('that cannot be read are an item, and it ends with 2', async () => {
    const none = await items([], { DEAD_LETTER_QUEUE_URL: undefined });
    expect(none).toEqual({
      code: 2,
      items: [
        {
          kind: 'not_read',
          what: 'dead letters',
          sentence: 'not read: DEAD_LETTER_QUEUE_URL is not set',
          commands: [],
        },
      ],
    });
    const wrong = await items([], { DEAD_LETTER_QUEUE_URL: `${queues.deadLetterUrlTemplate}-elsewhere` });
    expect([wrong.code, wrong.items]).toEqual([
      2,
      [
        expect.objectContaining({
          what: `dead letters of ${QUEUES.join(', ')}`,
          sentence: expect.stringMatching(/^not read: dead-letter queue .* did not answer/),
        }),
      ],
    ]);
  });
});

test('a pause is told last with the command that ends it, and alone ends with 3', async () => {
  await world.run('pause', ['--reason', 'CHG-6']);
  const { code, items: all } = await items();
  expect([code, all]).toEqual([
    3,
    [
      expect.objectContaining({
        kind: 'paused',
        what: 'everything',
        sentence: expect.stringMatching(/^everything is paused since .*: CHG-6$/),
        commands: ['npx --no-install db-upkeep resume'],
      }),
    ],
  ]);
});

test('a table that does not answer is an item, and all else is told', async () => {
  await world.run('pause', []);
  const { code, items: all } = await items([], { FLEET_TABLE: 'no-such-table' });
  expect(code).toBe(2);
  expect(all.map(({ kind, what }) => [kind, what])).toEqual([
    ['not_read', 'rollouts'],
    ['paused', 'everything'],
  ]);
  const unset = await items([], { FLEET_TABLE: undefined });
  expect(unset.items.map(({ what }) => what)).toEqual(['rollouts, and what is overdue', 'everything']);
  const ledger = await items([], { LEDGER_TABLE: 'no-such-table' });
  expect([ledger.code, ledger.items.map(({ what }) => what)]).toEqual([2, ['pauses', 'requests']]);
  const nothing = await inbox([], { LEDGER_TABLE: undefined });
  expect([nothing.code, nothing.stderr]).toEqual([69, expect.stringContaining('inbox needs LEDGER_TABLE')]);
});

describe('what is overdue', () => {
  const [HERE] = PLACES;
  const row = (target: string, since: number, more: Partial<TargetRow> = {}): TargetRow => ({
    service: 'geminidb',
    ...HERE,
    target: `${target.repeat(32)}in06`,
    name: `db-${target}`,
    tags: { env: 'test', owner: 'search' },
    unread: [],
    offered: [{ operation: PATCH, current: '5.0', patch: true, available: '5.1', unread: [] }],
    first_offered: { '5.1': START - since * DAY },
    ...more,
  });
  const surveys = (rows: readonly TargetRow[], head: object = {}): Kept[] =>
    surveysOf([HERE]).map((survey) => {
      const own = rows.filter(({ service }) => service === survey.service);
      const complete = { started_at: START - MINUTE, ended_at: START, met: own.length, nameless: 0 };
      return {
        ...survey,
        head: { ...survey, first_pass_at: START - 90 * DAY, complete, ...head },
        pages: [{ read_at: START - MINUTE, met: own.map(({ target }) => target), nameless: 0 }],
        rows: own,
      };
    });
  const ofFleet = (changes: Record<string, string>) => {
    writeFileSync(FILE, fleetText(changes));
    return items([], {
      STAGE,
      HW_REGION_NAME: HERE.region,
      HW_PROJECT_ID: HERE.project,
      TIMING: undefined,
      HW_USER_PASSWORD: undefined,
    });
  };

  test('is one item for a fleet and an owner, however many databases that is, and wants a plan', async () => {
    await kept(
      surveys([
        row('a', 20),
        row('b', 30),
        row('c', 9, { tags: { env: 'test', owner: 'orders' } }),
        row('d', 2),
        row('e', 40, { tags: { env: 'prod' } }),
      ]),
    );
    const { code, items: all } = await ofFleet({ overdue: 'P8D' });
    expect([code, all]).toEqual([
      1,
      [
        {
          kind: 'overdue',
          what: 'fleet gemini',
          since: '2024-09-30T02:00:00Z',
          owner: 'search',
          sentence: '2 targets overdue, db-b for longest: 5.0 → 5.1, offered for 30 d',
          commands: ["npx --no-install db-upkeep plan 'gemini'"],
        },
        expect.objectContaining({ owner: 'orders', sentence: expect.stringContaining('1 target overdue') }),
      ],
    ]);
    expect(await ofFleet({})).toEqual({ code: 0, items: [] });
  });

  test('and cannot be told is no silence: of a target, of a place, and of a fleets.yml that is wrong', async () => {
    await kept(
      surveys([row('a', 20, { offered: [{ operation: PATCH, unread: ['versions'] }] })], {
        stuck: { reason: 'the cloud throttles', kind: 'throttled', since: START - MINUTE },
      }),
    );
    const { code, items: all } = await ofFleet({ overdue: 'P8D' });
    expect([code, all.length]).toEqual([2, 4]);
    expect(all.map(({ kind, sentence }) => [kind, sentence])).toEqual(
      expect.arrayContaining([
        ['not_read', 'not read: 1 target may be overdue, and nobody can tell: not read: versions'],
        ['not_read', expect.stringContaining('the cloud throttles, since')],
      ]),
    );
    // Of a fleet that lets everything wait, nobody asks.
    expect(await ofFleet({})).toEqual({ code: 0, items: [] });
    const wrong = await ofFleet({ overdue: 'soon' });
    expect([wrong.code, wrong.items]).toEqual([
      2,
      [expect.objectContaining({ kind: 'not_read', what: 'what is overdue' })],
    ]);
  });
});

describe('written', () => {
  beforeEach(async () => {
    world.cloud.endings.add({ ...FAILED, fail_reason: 'out of\nmemory' });
    await world.ask(PATCH, {
      ...patch,
      request_id: 'CHG-1',
      requested_by: '<b>=cmd|',
      instance_ids: [FIRST],
    });
    await ended(5);
    await world.run('pause', ['--reason', 'CHG-6']);
  });

  test('as text: how much there is, then each with its command', async () => {
    const { stdout } = await inbox();
    expect(stdout).toMatch(
      /^2 things need somebody: failed \(1\), paused \(1\)\. Requests since 2024-10-16T\S+\.\n\nfailed \(1\)\n {2}CHG-1, <b>=cmd\|, since \S+ \(\d+ \w+\)\n {4}patch-databases failed of \w+: out of memory\. .*\n {4}npx /,
    );
    expect(stdout).toMatch(
      /\npaused \(1\)\n {2}everything, .*\n.*\n {4}npx --no-install db-upkeep resume\n$/,
    );
  });

  test('as csv and md: a line an item, nothing that a spreadsheet or a reader runs', async () => {
    const csv = await inbox(['--output', 'csv']);
    const lines = csv.stdout.trimEnd().split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toBe('kind,what,since,owner,sentence,command');
    expect(lines[1]).toMatch(/^failed,CHG-1,2024-10-30T\S+Z,<b>=cmd\|,/);
    expect(lines[1]).toContain(' # then: npx --no-install db-upkeep invoke');
    const md = await inbox(['--output', 'md']);
    expect(md.stdout).toContain('| kind | what | since | owner | sentence | command |');
    expect(md.stdout).toContain('\\<b>=cmd\\|');
  });

  test('as one page to mail, in which hostile words are text', async () => {
    const { stdout, code } = await inbox(['--output', 'html']);
    expect(code).toBe(1);
    expect(stdout).toContain('<h1>2 things need somebody: failed (1), paused (1)</h1>');
    expect(stdout).toContain('&lt;b&gt;=cmd|');
    expect(stdout).not.toContain('<b>=cmd');
    expect(stdout).toContain('<code class="command">npx --no-install db-upkeep resume</code>');
  });
});
