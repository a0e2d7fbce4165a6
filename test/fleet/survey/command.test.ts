import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { HEAD, surveyKey } from '../../../shared/fleet/survey/rows.ts';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { at, START, setClock } from '../../world/clock.ts';
import { type CommandWorld, startWorld } from '../../world/world.ts';
import { fill, held, PROJECT } from './survey-world.ts';

let world: CommandWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterAll(() => world.close());

const here = { HW_PROJECT_ID: PROJECT, READS_A_MINUTE: '6000' };
const run = (args: string[] = [], more: Record<string, string | undefined> = {}) =>
  world.run('survey', args, { ...here, ...more });

test('makes a pass now, says beforehand how long it takes, and a line for each service what became of it', async () => {
  fill(world, 40);
  const first = await run();
  expect(first.code).toBe(0);
  expect(first.stderr).toContain('3 of 3 surveys have no complete pass yet');
  expect(first.stderr).toContain('every version that is offered counts as 0 days old');
  expect(first.stdout.match(/complete$/gm)).toHaveLength(3);
  expect((await held(table)).rows.size).toBeGreaterThan(40);

  at(1);
  const second = await run(['--output', 'json', '--place', `ap-southeast-1/${PROJECT}`], {
    READS_A_MINUTE: '60',
  });
  expect(second.stderr).toMatch(/About \d+ reads are left of the longest survey: \d+ (s|min) at 60 a minute/);
});

test('another pass tells that nothing has changed, in json, too', async () => {
  fill(world, 10);
  await run();
  at(1);
  const { code, stdout } = await run(['--output', 'json']);
  expect(code).toBe(0);
  const { surveys, failures } = JSON.parse(stdout) as {
    surveys: Record<string, unknown>[];
    failures: unknown;
  };
  expect(failures).toEqual([]);
  expect(surveys.map(({ did, changed, gone }) => [did, changed, gone])).toEqual(
    Array.from({ length: 3 }, () => ['completed', 0, 0]),
  );
});

test('a service that cannot be read is named with its reason, the others are read, and it ends with 2', async () => {
  fill(world, 20);
  world.cloud.faults.decide = ({ call }) =>
    call === 'listDatabaseInstances' ? { kind: 'throttle' } : undefined;
  const { code, stdout, stderr } = await run();
  expect(code).toBe(2);
  expect(stdout).toMatch(/could not be read$/m);
  expect(stderr).toMatch(/^GaussDB in ap-southeast-1, project 1+: \S+instances answered HTTP 429/m);
  expect(stdout.match(/complete$/gm)).toHaveLength(2);
});

test('a login that the cloud refuses ends it with 69, tried once for all services', async () => {
  fill(world, 5);
  world.freshUser('another password');
  const { code, stdout } = await run();
  expect(code).toBe(69);
  expect(stdout.match(/could not be read/g)).toHaveLength(3);
  expect(world.tokenRequests()).toBe(1);
});

test('waits for another run that is at it, and goes on where that one was', async () => {
  fill(world, 10);
  const survey = { service: 'geminidb', region: 'ap-southeast-1', project: PROJECT } as const;
  const head = { ...survey, lease: { owner: 'other', until: START + 60_000 } };
  await table.put(
    { pk: surveyKey(survey), sk: HEAD, version: 1, write_id: 'other', doc: JSON.stringify(head), due_at: 0 },
    'nothing',
  );
  const going = run();
  // It says so, and then its clock moves.
  setTimeout(() => setClock(START + 61_000), 500);
  const { code, stderr } = await going;
  expect(code).toBe(0);
  expect(stderr).toContain('GeminiDB in ap-southeast-1, project');
  expect(stderr).toContain('another run is at it');
}, 30_000);

test('a place that nobody surveys is refused with those that somebody does', async () => {
  const { code, stderr } = await run(['--place', 'ap-southeast-1/x']);
  expect(code).toBe(64);
  expect(stderr).toContain(`--place: expected one of ap-southeast-1/${PROJECT}, got "ap-southeast-1/x"`);
});
