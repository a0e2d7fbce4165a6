import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addEnds } from '../../shared/durations/ends.ts';
import { surveysOf } from '../../shared/fleet/places.ts';
import { engineOf } from '../../shared/huawei/ids.ts';
import { rowsKey } from '../../shared/terms/row-key.ts';
import { HOUR } from '../../shared/values/time/units.ts';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { root } from '../architecture/source.ts';
import { fleetText } from '../fleet/example.ts';
import { at } from '../world/clock.ts';
import { type StageLogin, startStageLogin } from '../world/stage-login.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

// The world's clock begins on Wednesday 2024-10-30 at 02:00 UTC, 10:00 in Hong Kong.
const HOTFIX = 'schedule-hotfix-upgrade';
const PROJECT = '0483b6b16e954cb88930a360d2c4e663';
const TASK = '07c5880a-cbf0-44ad-91c1-5803a10f11a1';
const PUT = 'cancelScheduleTask';
const NODES = HOTFIX_INSTANCES;
const [PATCHED, OTHER] = PATCH_INSTANCES;
const hotfix = {
  request_id: 'CHG-9',
  project_id: PROJECT,
  instance_ids: NODES,
  start_time: 'PT2H',
  target_version: '3.208.0.6',
};

const STAGE = `calendar${process.pid}`;
const fileOf = (about: string) => join(root, `${about}.${STAGE}.yml`);
const write = (about: string, text: string) => writeFileSync(fileOf(about), text);

let world: CommandWorld;
let login: StageLogin;
beforeAll(async () => {
  world = await startWorld({ commands: true });
  login = await startStageLogin();
});
afterAll(() => Promise.all([world.close(), login.close()]));
beforeEach(() => world.reset());
afterEach(() => {
  for (const about of ['calendar', 'schedules', 'fleets']) rmSync(fileOf(about), { force: true });
  world.printed();
});

/** By the files of a stage, whose settings allow no plain password. */
const run = (command: string, args: readonly string[] = [], typed?: string, more: object = {}) =>
  world.run(
    command,
    [...args],
    {
      STAGE,
      HW_PROJECT_ID: PROJECT,
      ...login.variables,
      ...more,
    },
    typed,
  );
const received = (call: string) => world.cloud.received.filter((one) => one.call === call);
const others = `stage ${STAGE}: its functions have another calendar than calendar.yml in this folder; what follows is by that of this folder\n`;

const CALENDAR = `windows:
  nights: { days: every, from: '21:00', for: PT8H, time_zone: of-region }
freezes:
  audit: { from: 2024-10-30T11:30, to: 2024-10-30T13:00, time_zone: of-region, because: people count }
`;
const SCHEDULES = `weekly:
  operation: patch-databases
  when: cron(0 4 ? * THU *)
  enabled: true
  intent: { instance_ids: [${PATCHED}] }
often:
  operation: patch-databases
  when: rate(7 days)
  enabled: true
  intent: { instance_ids: [${OTHER}] }
`;

describe('calendar', () => {
  beforeEach(async () => {
    write('calendar', CALENDAR);
    write('schedules', SCHEDULES);
    await world.ask(HOTFIX, hotfix);
  });

  test('tells what is open, frozen and scheduled, on the clocks of the region and in UTC, and why', async () => {
    const { code, stdout, stderr } = await run('calendar', ['--days', '2', '--output', 'json']);
    expect([code, stderr]).toEqual([
      0,
      `${others}schedule often: rate(7 days), counted from when it was deployed or turned on, so not in the list\n`,
    ]);
    const { now, items } = JSON.parse(stdout);
    expect(now).toEqual([
      { region: 'ap-southeast-1', project_id: PROJECT, open: false, next: '2024-10-30T13:00:00Z' },
    ]);
    expect(items.map(({ state, name, from, to }: Record<string, string>) => [state, name, from, to])).toEqual(
      [
        ['frozen', 'audit', '2024-10-30T03:30:00Z', '2024-10-30T05:00:00Z'],
        ['scheduled', TASK, '2024-10-30T04:00:00Z', '2024-10-30T05:00:00Z'],
        ['scheduled', TASK, '2024-10-30T04:00:00Z', '2024-10-30T05:00:00Z'],
        ['open', 'nights', '2024-10-30T13:00:00Z', '2024-10-30T21:00:00Z'],
        ['scheduled', 'weekly', '2024-10-31T04:00:00Z', '2024-10-31T04:30:00Z'],
        ['open', 'nights', '2024-10-31T13:00:00Z', '2024-10-31T21:00:00Z'],
      ],
    );
    expect(items[1]).toMatchObject({
      targets: [NODES[0]],
      local_from: '2024-10-30T12:00:00',
      time_zone: 'Asia/Hong_Kong',
      because: `${HOTFIX} of request CHG-9, accepted by the cloud; MEETS the freeze audit, which holds until 2024-10-30T05:00:00Z`,
    });
    expect(items[0].because).toBe('people count');
    expect(items[4].because).toBe('patch-databases by schedule, cron(0 4 ? * THU *)');
    expect(world.cloud.received.filter(({ method }) => method !== 'GET')).toHaveLength(2);
  });

  test('shows a person the same as a table, and a file as rows', async () => {
    const text = (await run('calendar', ['--days', '1'])).stdout;
    expect(
      text,
    ).toBe(`ap-southeast-1 ${PROJECT}: no window is open; open from 2024-10-30 21:00 in Hong Kong, 13:00 UTC on
  2024-10-30 11:30 to 13:00 in Hong Kong, 03:30 to 05:00 UTC
    frozen audit: people count
${NODES.map(
  (id) => `  2024-10-30 12:00 to 13:00 in Hong Kong, 04:00 to 05:00 UTC
    scheduled ${TASK} on
      ${id}: ${HOTFIX} of request
      CHG-9, accepted by the cloud; MEETS the freeze audit, which holds until
      2024-10-30T05:00:00Z
`,
).join('')}  2024-10-30 21:00 to 2024-10-31 05:00 in Hong Kong, 13:00 to 21:00 UTC
    open nights: every day from 21:00 for PT8H, Asia/Hong_Kong
`);
    const csv = (await run('calendar', ['--days', '1', '--output', 'csv'])).stdout.split('\r\n');
    expect(csv.slice(0, 2)).toEqual([
      'state,name,region,project,targets,from,to,local from,local to,time zone,why',
      `frozen,audit,ap-southeast-1,${PROJECT},,2024-10-30T03:30:00Z,2024-10-30T05:00:00Z,2024-10-30T11:30:00,2024-10-30T13:00:00,Asia/Hong_Kong,people count`,
    ]);
    at(100);
    expect((await run('calendar', ['--days', '1'])).stdout).toContain(
      ': frozen; open from 2024-10-30 21:00 in Hong Kong, 13:00 UTC on\n',
    );
    at(121);
    expect((await run('calendar', ['--days', '1'])).stdout).not.toContain(TASK);
    at(12 * 60);
    expect((await run('calendar', ['--days', '1'])).stdout).toContain(
      ': open until 2024-10-31 05:00 in Hong Kong, 2024-10-30 21:00 UTC\n',
    );
  });

  test('tells of one target what concerns it', async () => {
    const names = async (...args: string[]) => {
      const { stdout, stderr } = await run('calendar', ['--days', '2', '--output', 'json', ...args]);
      const { items } = JSON.parse(stdout) as { items: { state: string; name: string }[] };
      return [items.filter(({ state }) => state === 'scheduled').map(({ name }) => name), stderr];
    };
    expect(await names('--target', NODES[0])).toEqual([[TASK], others]);
    expect(await names('--target', String(PATCHED))).toEqual([['weekly'], others]);
    const [none, said] = await names('--target', '0'.repeat(32).concat('in14'));
    expect([none, said]).toEqual([[], expect.stringContaining('Neither a schedule nor the ledger')]);
  });

  test('tells of a target that a survey knows what holds in its place', async () => {
    const [gaussdb] = surveysOf([{ region: 'tr-west-1', project: PROJECT }]).filter(
      ({ service }) => service === 'gaussdb',
    );
    const target = '0'.repeat(32).concat('in14');
    if (!gaussdb) throw new Error('no survey of GaussDB');
    const row = { pk: rowsKey(gaussdb), sk: target, version: 1, write_id: 'w', doc: '{}' };
    await (await world.fleetTable()).putAll([row]);
    write(
      'fleets',
      fleetText({ select: `{ names: ['*'], places: [{ region: tr-west-1, project: ${PROJECT} }] }` }),
    );
    const { stdout, stderr } = await run('calendar', ['--target', target, '--output', 'json']);
    expect(stderr).not.toContain('Neither a schedule');
    expect(JSON.parse(stdout).now.map(({ region }: { region: string }) => region)).toEqual(['tr-west-1']);
  });

  test('without a ledger says that nobody looked, and without a place that there is none', async () => {
    const alone = { LEDGER_TABLE: undefined, QUEUE_URL: undefined, HW_PROJECT_ID: undefined };
    const { code, stdout, stderr } = await world.run('calendar', [], alone);
    expect([code, stdout]).toEqual([0, '']);
    expect(stderr).toBe(
      'There is no place to tell of: no fleet or schedule names one, and HW_REGION_NAME and HW_PROJECT_ID are not set.\n' +
        'The ledger was not looked at, since LEDGER_TABLE is not set: what the cloud has taken and begins later is not told.\n',
    );
    const there = await world.run('calendar', [], { ...alone, HW_PROJECT_ID: PROJECT });
    expect(there.stdout).toBe(
      `ap-southeast-1 ${PROJECT}: the calendar has no window there; what names none may be sent at any time but in a freeze\n  nothing is open, frozen or scheduled in that time\n`,
    );
  });

  test('is refused where a file is wrong, with file, line and entry', async () => {
    write('calendar', 'windows:\n  nights: {}\n');
    expect(await run('calendar')).toMatchObject({
      code: 64,
      stdout: '',
      stderr: expect.stringContaining(
        `calendar.${STAGE}.yml:2: windows.nights.days: expected every, or a list`,
      ),
    });
  });
});

describe('calendar check', () => {
  test('finds nothing wrong where nothing is', async () => {
    write('calendar', CALENDAR.replace(/freezes:[\s\S]*/, ''));
    await world.ask(HOTFIX, hotfix);
    expect(await run('calendar check')).toMatchObject({
      code: 0,
      stdout: 'nothing is wrong with the calendar, and none of 2 scheduled jobs meets a freeze\n',
    });
  });

  test('tells what is wrong with a calendar, with file, line and entry', async () => {
    write('calendar', `reviewed_until: 2024-11-02\n${CALENDAR.replaceAll('2024-10-30T1', '2024-10-29T1')}`);
    expect(await run('calendar check')).toMatchObject({
      code: 1,
      stdout:
        `calendar.${STAGE}.yml:1: reviewed_until: 2024-11-02 is in 3 days: look through windows and freezes, and set a later day\n` +
        `calendar.${STAGE}.yml:5: freezes.audit: was over at 2024-10-29T05:00:00Z: it can be taken out\n`,
    });
  });

  test('what else waits of the request of a hotfix that is canceled is not spoken of, and goes on waiting', async () => {
    const [busy, free] = NODES;
    world.cloud.state.change(String(busy), { status: 'BACKING UP' });
    await world.ask(HOTFIX, hotfix);
    write('calendar', CALENDAR);
    const { code, stdout, stderr } = await run('calendar check', ['--yes']);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`canceled   ${free}`)]);
    expect(stderr).not.toContain('waits in the ledger');
    const { rows } = JSON.parse((await world.run('status', ['CHG-9', '--output', 'json'])).stdout);
    expect(rows.map(({ target, status }: Record<string, string>) => [target, status])).toContainEqual([
      busy,
      'waiting',
    ]);
  });

  test('goes by how long such work usually lasts, which may run into a freeze that begins later', async () => {
    await world.ask(HOTFIX, hotfix);
    write('calendar', CALENDAR.replace('10-30T11:30', '10-30T16:00').replace('10-30T13:00', '10-30T18:00'));
    expect((await run('calendar check')).code).toBe(0);
    const table = await world.fleetTable();
    const ends = Array.from({ length: 5 }, (_, n) => ({ job: `j${n}`, lasted_ms: 4.5 * HOUR }));
    await addEnds(table, HOTFIX, engineOf('gaussdb', String(NODES[0])), ends);
    const { code, stdout } = await run('calendar check');
    expect([code, stdout]).toEqual([1, expect.stringContaining('Would be at work in a freeze:')]);
  });

  test('names no freeze that a rule lifts for whoever asked for it', async () => {
    await world.ask(HOTFIX, hotfix);
    write('calendar', CALENDAR);
    write('schedules', SCHEDULES.replace('cron(0 4 ? * THU *)', 'cron(0 4 ? * WED *)'));
    const rules = (from: string) => ({
      POLICY: JSON.stringify({
        lifting: { from: [from], operations: [HOTFIX, 'patch-databases'], during_freezes: ['audit'] },
        rest: { from: ['queue:*', 'timer:*'], operations: [HOTFIX, 'patch-databases'] },
      }),
    });
    const asked = async (from: string) => {
      const { code } = await run('calendar check', [], undefined, rules(from));
      const { stdout } = await run('calendar', ['--days', '1', '--output', 'csv'], undefined, rules(from));
      return [code, stdout.split('\r\n').filter((line) => line.includes('MEETS')).length];
    };
    expect(await asked('timer:*:schedule/none')).toEqual([1, 3]);
    expect(await asked('queue:*')).toEqual([0, 1]);
    expect(await asked('timer:*')).toEqual([1, 2]);
  });

  describe('where a freeze was made after a hotfix was scheduled', () => {
    const [first, second] = NODES;
    const line = (id: string) =>
      `  ${id}  ${HOTFIX}, request CHG-9, task ${TASK}, begins 2024-10-30 12:00 in Hong Kong, 04:00 UTC: audit, 2024-10-30T03:30:00Z to 2024-10-30T05:00:00Z (people count)\n`;
    beforeEach(async () => {
      await world.ask(HOTFIX, hotfix);
      write('calendar', CALENDAR);
    });

    test('it is listed, and stays unless a person says otherwise', async () => {
      for (const typed of [undefined, 'no\n']) {
        const { code, stdout, stderr } = await run('calendar check', [], typed);
        expect([code, stdout]).toEqual([
          1,
          `\nWould be at work in a freeze:\n${line(String(first))}${line(String(second))}`,
        ]);
        expect(stderr).toContain(
          `  task ${TASK}  canceled in the cloud, for all 2 instances that share it:\n`,
        );
        expect(stderr).toContain('Nothing was canceled: it stays as it is; --yes cancels it.\n');
      }
      expect(received(PUT)).toEqual([]);
    });

    test.each([
      [['--yes'], undefined],
      [[], 'yes\n'],
    ])('it is canceled on a word, and the list is read as proof', async (args, typed) => {
      const { code, stdout } = await run('calendar check', args, typed);
      expect(code).toBe(0);
      expect(stdout.split('\n').slice(-3, -1)).toEqual(
        NODES.map((id) => `canceled   ${id}  task ${TASK}: the cloud's list says Canceled`),
      );
      expect(received(PUT)).toHaveLength(1);
      at(1);
      await world.resume('follow-job');
      expect(await run('calendar check')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('none of 0'),
      });
    });

    test('a cancel that the cloud does not show is not proven', async () => {
      world.cloud.faults.add({ call: PUT, fault: { kind: 'cut-before' } });
      expect((await run('calendar check', ['--yes'])).code).toBe(2);
    });

    test('one that begins outside of it is left alone, whatever else is canceled', async () => {
      await world.ask(HOTFIX, { ...hotfix, request_id: 'CHG-10', start_time: 'PT9H' });
      expect((await run('calendar check', ['--yes'])).stdout).not.toContain('CHG-10');
      expect(received(PUT)).toHaveLength(1);
    });
  });
});
