import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HOTFIX_INSTANCES, PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { at } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const PATCH = 'patch-databases';
const HOTFIX = 'schedule-hotfix-upgrade';
const PROJECT = '619d3e78f61b4be68bc5aa0b59edcf7b';
const [FIRST] = PATCH_INSTANCES;
const JOB = 'e4616470-733d-41de-a9b0-a260709293d3';
const HOTFIXES = '0483b6b16e954cb88930a360d2c4e663';
const [NODE] = HOTFIX_INSTANCES;
const CALL = 'batchUpgradeDatabaseVersion';
const patch = { request_id: 'CHG-7', project_id: PROJECT, instance_ids: [FIRST] };

let world: CommandWorld;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
afterAll(() => world.close());
beforeEach(() => world.reset());
afterEach(() => void world.printed());

/** The story as `time  what` lines, without blank ones. */
const story = async (id = 'CHG-7') => {
  const { stdout, code } = await world.run('explain', [id]);
  return { code, text: stdout, lines: stdout.split('\n').filter((line) => line !== '') };
};
const time = '2024-10-30T02:';
const more = ' '.repeat(20);

test('who asked, what was sent, the words of the cloud, and that nothing is left to do', async () => {
  await world.ask(PATCH, { ...patch, requested_by: 'dba-team', change_id: 'C-1', reason: 'monthly patch' });
  at(20);
  await world.resume('follow-job');
  const { code, lines } = await story();
  expect(code).toBe(0);
  expect(lines).toEqual([
    `CHG-7  ${PATCH} in ap-southeast-1, project ${PROJECT}`,
    `${time}00:00Z  asked for by dba-team, by a queue message, of 000000000000, for change C-1, because "monthly patch"`,
    `${more}  it restarts the nodes of each instance in turn, at once; connections drop for seconds per node`,
    `${more}  nothing of it is sent after 2024-10-30T03:00:00Z`,
    `${time}00:00Z  sent, and the cloud answered after 0 s: accepted`,
    `${more}  ${FIRST}`,
    expect.stringMatching(/^ {22}cloud request [0-9a-f]{32}$/),
    `${time}00:00Z  job ${JOB} of ${FIRST}: accepted`,
    `${time}20:00Z  job ${JOB} of ${FIRST}: succeeded`,
    `${more}  influxdb 1.7 with a patch waiting → influxdb 1.7 with no patch waiting`,
    'What to do now',
    `  succeeded: ${FIRST}`,
    '    Nothing.',
  ]);
});

test('work that went on after it had to have ended, and by when that was', async () => {
  world.cloud.endings.add({ how: 'completed', afterMs: 60 * 60_000 });
  await world.ask(PATCH, { ...patch, ends_by: 'PT40M' });
  at(40);
  await world.resume('follow-job');
  at(70);
  await world.resume('follow-job');
  const { lines } = await story();
  expect(lines).toContain(
    `${time}40:00Z  job ${JOB} of ${FIRST}: over-run, still at work after it had to end by 2024-10-30T02:40:00Z`,
  );
  const status = await world.run('status', ['CHG-7']);
  expect(status.stdout).toContain(
    '    over-run: it had to end by 2024-10-30T02:40:00Z, and was seen at work at 2024-10-30T02:40:00Z\n',
  );
  const csv = await world.run('status', ['CHG-7', '--output', 'csv']);
  expect(csv.stdout).toContain('2024-10-30T02:40:00Z,2024-10-30T02:40:00Z');
});

test('as a record to file, and for programs with what to do as values', async () => {
  await world.ask(PATCH, patch);
  at(20);
  await world.resume('follow-job');
  const inOutput = async (output: string) =>
    (await world.run('explain', ['CHG-7', '--output', output])).stdout;
  const csv = (await inOutput('csv')).split('\r\n');
  expect(csv[0]).toBe('request_id,operation,region,project_id,time,what happened');
  expect(csv.find((line) => line.includes('succeeded'))).toMatch(
    new RegExp(
      `^CHG-7,${PATCH},ap-southeast-1,${PROJECT},${time}20:00Z,job ${JOB} of ${FIRST}: succeeded; influxdb`,
    ),
  );
  expect(await inOutput('md')).toContain(`| ${time}20:00Z | job ${JOB} of ${FIRST}: succeeded; influxdb`);
  const { requests } = JSON.parse(await inOutput('json')) as { requests: object[] };
  expect(requests).toMatchObject([
    {
      request_id: 'CHG-7',
      happened: expect.arrayContaining([
        { at: `${time}20:00Z`, lines: [`job ${JOB} of ${FIRST}: succeeded`, expect.any(String)] },
      ]),
      what_now: [{ status: 'succeeded', targets: [FIRST] }],
    },
  ]);
});

test('a lost answer, the look that found its job, and why it was not sent again', async () => {
  world.cloud.faults.add({ call: CALL, fault: { kind: 'cut-after' } });
  await world.ask(PATCH, patch);
  const lost = await story();
  expect(lost.code).toBe(2);
  expect(lost.text).toMatch(
    /sent, and no usable answer came after 0 s: the request left, then: .*ECONNRESET/,
  );
  expect(lost.text).toContain('it may be at work, so the cloud is asked before anything is sent again');
  expect(lost.text).toMatch(/unknown: \S+\n {4}Nothing yet: the cloud is asked again at 2024-10-30T02:0\d/);
  at(3);
  await world.resume(PATCH);
  const found = await story();
  expect(found.code).toBe(3);
  expect(found.text).toContain(
    `${time}03:00Z  the cloud was asked what became of it: found in the cloud; not sent again\n`,
  );
  expect(found.text).toContain(`job ${JOB} of ${FIRST}: accepted`);
  expect(found.text).toContain(
    `npx --no-install db-upkeep status 'CHG-7' --operation ${PATCH} --project ${PROJECT}\n`,
  );
});

test('a busy instance: the same words again and again are one line', async () => {
  world.cloud.faults.decide = ({ call }) => (call === CALL ? { kind: 'busy' } : undefined);
  await world.ask(PATCH, { ...patch, not_after: 'PT3H' });
  for (const minutes of [20, 40, 60]) {
    at(minutes);
    await world.resume(PATCH);
  }
  const { text, code } = await story();
  expect(code).toBe(3);
  expect(text.match(/sent, and the cloud answered/g)).toHaveLength(1);
  expect(text).toContain(
    'sent, and the cloud answered after 0 s, 4 times until 2024-10-30T03:00:00Z: rejected DBS.200011 The status',
  );
  expect(text).toContain(`${more}  this passes by itself, so it is tried again\n`);
  expect(text).toContain(`npx --no-install db-upkeep cancel 'CHG-7' --operation ${PATCH}`);
  expect(text.match(/cloud request (\S+ ?)+/g)?.[0]?.split(' ')).toHaveLength(2 + 3);
});

test('a refusal for good, with its hint and the intent to send again', async () => {
  const fault = { kind: 'reject', error_code: 'DBS.280449', error_message: "it's frozen" } as const;
  world.cloud.faults.add({ call: CALL, fault });
  await world.ask(PATCH, { ...patch, reason: "it's due" });
  const { text, code } = await story();
  expect(code).toBe(1);
  expect(text).toContain("the cloud answered after 0 s: rejected DBS.280449 it's frozen\n");
  expect(text).toContain('this does not pass by itself, so it is not sent again');
  expect(text).toContain('Hint: the instance is frozen');
  const pasted = /--json '(.*)'\n/.exec(text)?.[1]?.replaceAll(`'\\''`, "'") ?? '';
  expect(JSON.parse(pasted)).toEqual({
    request_id: 'CHG-7-again',
    region: 'ap-southeast-1',
    project_id: PROJECT,
    instance_ids: [FIRST],
    reason: "it's due",
  });
});

test('two groups of one request are two intents to send again, each under an id of its own', async () => {
  const OTHER = 'a'.repeat(32).concat('in13');
  world.cloud.state.addInstance({ id: OTHER, service: 'geminidb', project_id: PROJECT });
  world.cloud.faults.add({
    call: CALL,
    fault: [
      { kind: 'reject', targets: [FIRST], error_code: 'DBS.280449' },
      { kind: 'reject', targets: [OTHER], error_code: 'DBS.200011' },
    ],
  });
  await world.ask(PATCH, { ...patch, instance_ids: [FIRST, OTHER] });
  await world.run('cancel', ['CHG-7', '--yes']);
  const { text } = await story();
  const again = [...text.matchAll(/--json '(.*)'\n/g)].map(([, json = '']) => JSON.parse(json));
  expect(again.map(({ instance_ids }) => instance_ids).sort()).toEqual([[FIRST], [OTHER]]);
  expect(new Set(again.map(({ request_id }) => request_id)).size).toBe(2);
});

test('what expired, with the command that gives it more time', async () => {
  world.cloud.state.change(FIRST, { actions: ['CREATE'] });
  await world.ask(PATCH, { ...patch, not_after: 'PT10M' });
  at(11);
  await world.resume(PATCH);
  const { text, code } = await story();
  expect(code).toBe(1);
  expect(text).toContain(
    `${time}11:00Z  given up: not_after, 2024-10-30T02:10:00.000Z, is past; nothing was sent`,
  );
  expect(text).toContain(`npx --no-install db-upkeep dead-letters redrive ${PATCH} --id 'CHG-7' --extend\n`);
});

describe('while sending is paused', () => {
  const pause = (...args: string[]) => world.run('pause', ['--reason', 'CHG-6 went wrong', ...args]);
  const everything = `everything is paused since 2024-10-30T02:00:\\S+ by \\S+@\\S+: CHG-6 went wrong`;
  const stop = `To stop it for good:  npx --no-install db-upkeep cancel 'CHG-7' --operation ${PATCH} --project ${PROJECT}`;

  test('what waits for its end says since when, by whom, why, and how to end it', async () => {
    await pause();
    await world.ask(PATCH, patch);
    const { text, code } = await story();
    expect(code).toBe(3);
    expect(text).toMatch(
      new RegExp(
        `  waiting: ${FIRST}\n    ${everything}\n      to end that:  npx --no-install db-upkeep resume\n` +
          `    Until then nothing of it is sent, and after 2024-10-30T03:00:00Z nothing any more.\n    ${stop}\n`,
      ),
    );
    expect(text).not.toContain('it is tried again at');
    await world.run('resume', ['--yes']);
    expect((await story()).text).toMatch(
      /waiting: \S+\n {4}Nothing: it is tried again at 2024-10-30T02:01:\S+Z/,
    );
  });

  test('what waits for something else and will meet it says so too, of its own operation alone', async () => {
    world.cloud.state.change(FIRST, { actions: ['CREATE'] });
    await world.ask(PATCH, patch);
    await pause('--operation', HOTFIX);
    expect((await story()).text).toContain('it is tried again at');
    await pause('--operation', PATCH);
    const { text } = await story();
    expect(text).toMatch(/\n {4}patch-databases is paused since .*: CHG-6 went wrong\n/);
    expect(text).toContain(`      to end that:  npx --no-install db-upkeep resume --operation ${PATCH}\n`);
    expect(text).not.toContain(`${HOTFIX} is paused`);
  });

  test('what is looked for may have to wait for it', async () => {
    world.cloud.faults.add({ call: CALL, fault: { kind: 'cut-after' } });
    await world.ask(PATCH, patch);
    expect((await story()).text).not.toContain('Should it have to be sent again');
    await pause();
    expect((await story()).text).toMatch(
      /asked again at \S+\n {4}Should it have to be sent again, it waits:\n {4}everything is paused since /,
    );
  });
});

describe('a hotfix', () => {
  const hotfix = {
    request_id: 'CHG-7',
    project_id: HOTFIXES,
    instance_ids: [NODE],
    start_time: 'PT2H',
    target_version: '3.208.0.6',
  };

  test('that has not started, with how to stop it', async () => {
    await world.ask(HOTFIX, hotfix);
    const { text, code } = await story();
    expect(code).toBe(3);
    expect(text).toContain(`${more}  with start_time 2024-10-30T04:00:00+0000, upgrade_type hotfix`);
    expect(text).toMatch(/job \S+ of \S+: accepted, to start 2024-10-30T04:00:00Z/);
    expect(text).toMatch(/To stop it before it starts: {2}npx --no-install db-upkeep cancel 'CHG-7'/);
  });

  test('that changed nothing', async () => {
    world.cloud.endings.add({ how: 'unchanged' });
    await world.ask(HOTFIX, hotfix);
    at(140);
    await world.resume('follow-job');
    at(155);
    await world.resume('follow-job');
    const { text, code } = await story();
    expect(code).toBe(1);
    expect(text).toContain(
      `: completed unchanged, the cloud says completed, but what was asked for is not there\n${more}  `,
    );
    expect(text).toContain(
      `npx --no-install db-upkeep status 'CHG-7' --operation ${HOTFIX} --project ${HOTFIXES} --output md\n`,
    );
  });
});

test('what is not there, in words', async () => {
  const { code, stdout, stderr } = await world.run('explain', ['no-such']);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain('may still be on its queue');
});

test('64: one request_id', async () => {
  for (const args of [[], ['a', 'b'], ['a', '--yes']]) {
    expect((await world.run('explain', args)).code).toBe(64);
  }
});
