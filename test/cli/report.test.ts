import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { surveysOf } from '../../shared/fleet/places.ts';
import { openSteering } from '../../shared/fleet/steering/store.ts';
import type { Kept } from '../../shared/fleet/survey/kept.ts';
import type { FleetItem, FleetTable } from '../../shared/platform/fleet-ports.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';
import { root } from '../architecture/source.ts';
import { fleetText } from '../fleet/example.ts';
import { itemsOf, keptFleet } from '../fleet/report/kept-fleet.ts';
import { PLACES } from '../fleet/report/places.ts';
import { fill, PROJECT, survey } from '../fleet/survey/survey-world.ts';
import { rolloutOf, waveOf } from '../fleet/why/rollout.ts';
import { START } from '../world/clock.ts';
import { type CommandWorld, startWorld } from '../world/world.ts';

const STAGE = `report${process.pid}`;
const FILE = join(root, `fleets.${STAGE}.yml`);
const [HERE] = PLACES;
const CONFIGURED = { HW_REGION_NAME: HERE.region, HW_PROJECT_ID: HERE.project };

let world: CommandWorld;
let table: FleetTable;
beforeAll(async () => {
  world = await startWorld({ commands: true });
});
beforeEach(async () => {
  await world.reset();
  table = await world.fleetTable();
});
afterEach(() => rmSync(FILE, { force: true }));
afterAll(() => world.close());

const keep = (all: readonly Kept[]) => table.putAll(all.flatMap(itemsOf));
const report = (...args: string[]) => world.run('report', args, CONFIGURED);
/** By the fleets of a stage, whose settings allow no plain password. */
const reportOf = (fleets: string, ...args: string[]) => {
  writeFileSync(FILE, fleets);
  const { DEAD_LETTER_QUEUE_URL } = process.env;
  return world.run('report', args, {
    ...CONFIGURED,
    STAGE,
    DEAD_LETTER_QUEUE_URL,
    TIMING: undefined,
    HW_USER_PASSWORD: undefined,
  });
};

/** The three surveys of the configured place: one instance of GeminiDB, read ten minutes ago. */
function small({ state = {}, head = {} }: { state?: object; head?: object } = {}): Kept[] {
  return surveysOf([HERE]).map((survey) => {
    const own = survey.service === 'geminidb';
    const target = '046287aae57843b1a7bc61b7a8812f41in13';
    return {
      ...survey,
      head: {
        ...survey,
        first_pass_at: START - 9 * DAY,
        complete: {
          started_at: START - 11 * MINUTE,
          ended_at: START - 9 * MINUTE,
          met: own ? 1 : 0,
          nameless: 0,
        },
        ...(own && head),
      },
      pages: [{ read_at: START - 10 * MINUTE, met: own ? [target] : [], nameless: 0 }],
      rows: own
        ? [
            {
              ...survey,
              target,
              name: 'sessions-1',
              tags: { env: 'test', owner: 'search' },
              unread: [],
              offered: [
                {
                  operation: 'patch-databases',
                  current: '5.0',
                  patch: true,
                  available: 'latest patch',
                  unread: [],
                },
              ],
              first_offered: { 'latest patch': START - 8 * DAY },
              ...state,
            },
          ]
        : [],
    };
  });
}
const upToDate = { offered: [{ operation: 'patch-databases', current: '5.0', patch: false, unread: [] }] };

test('what is due alone is no fault: 0; overdue is 1; not known is 2, whatever else is overdue', async () => {
  await keep(small());
  const due = await reportOf(fleetText({ overdue: 'P10D' }));
  expect([due.code, due.stdout]).toEqual([
    0,
    expect.stringContaining('0 overdue, 0 not known, 1 due, 0 up to date'),
  ]);
  const overdue = await reportOf(fleetText({ overdue: 'P7D' }));
  expect([overdue.code, overdue.stdout]).toEqual([
    1,
    expect.stringMatching(/^Overdue \(1\)\n.*\n.*\nsessions-1/m),
  ]);
  await keep(
    small({ head: { stuck: { reason: 'the cloud throttles', kind: 'throttled', since: START - HOUR } } }),
  );
  const partial = await reportOf(fleetText({ overdue: 'P7D' }));
  expect(partial.code).toBe(2);
  expect(partial.stdout).toContain('1 overdue, 0 not known');
  expect(partial.stdout).toMatch(/GeminiDB in tr-west-1, .*: the cloud throttles, since .*Z \(60 min\)/);
});

test('everything that is known, at rest and up to date: 0, and how old that is', async () => {
  await keep(small({ state: upToDate }));
  const ended = await report();
  expect(ended.code).toBe(0);
  expect(ended.stdout).toContain(
    '1 instance or proxy: 0 overdue, 0 not known, 0 due, 1 up to date\nRead 10 min ago',
  );
  expect(ended.stderr).toBe('');
});

test('a state that is not known: 2, and why', async () => {
  await keep(small({ state: { offered: [{ operation: 'patch-databases', unread: ['patch_available'] }] } }));
  const ended = await report();
  expect(ended.code).toBe(2);
  expect(ended.stdout).toMatch(/^Not known, because\n {2}1 {2}not read: patch_available$/m);
});

test('where nothing was ever surveyed nothing is up to date, and the command to begin with is named', async () => {
  const ended = await report();
  expect(ended.code).toBe(2);
  expect(ended.stdout).toMatch(/TaurusDB in tr-west-1, project \w+: it was never surveyed/);
  expect(ended.stderr).toMatch(/Nothing was surveyed yet: npx .* survey/);
});

test('one fleet alone; a name that no fleet has is refused, with the nearest one', async () => {
  await keep(small());
  const fleets = `${fleetText({ overdue: 'P7D' })}${fleetText({ select: '{ tags: { env: prod } }' }, 'others')}`;
  expect((await reportOf(fleets, '--fleet', 'gemini')).stdout).toContain('1 overdue');
  const none = await reportOf(fleets, '--fleet', 'others');
  expect([none.code, none.stdout]).toEqual([0, expect.stringContaining('0 instances and proxies')]);
  const wrong = await reportOf(fleets, '--fleet', 'gemin');
  expect([wrong.code, wrong.stderr]).toEqual([
    64,
    expect.stringMatching(/unknown fleet "gemin": is gemini meant\?/),
  ]);
});

/** The rows that a report tells: an instance with a proxy is told by that. */
const toldOf = (kept: ReturnType<typeof keptFleet>) =>
  kept.flatMap(({ rows }) => {
    const owning = rows.flatMap(({ instance, gone_at }) =>
      instance && gone_at === undefined ? [instance] : [],
    );
    return rows.filter(({ target, gone_at }) => gone_at !== undefined || !owning.includes(target));
  });

test('every place that fleets.yml names is told, and the configured one', async () => {
  await keep(keptFleet(40, START));
  const [, other] = PLACES;
  const ended = await reportOf(
    fleetText({
      select: `{ places: [{ region: ${other.region}, project: ${other.project} }], names: ['*'] }`,
    }),
    '--output',
    'json',
  );
  const { surveys, targets, gone, summary } = JSON.parse(ended.stdout);
  expect(surveys.map(({ region }: { region: string }) => region)).toEqual([
    ...Array(3).fill(other.region),
    ...Array(3).fill(HERE.region),
  ]);
  expect(targets.length + gone.length).toBe(toldOf(keptFleet(40, START)).length);
  const states = ['overdue', 'not_known', 'due', 'up_to_date'];
  expect(summary.all.oldest.since).toMatch(/^\d{4}-\d\d-\d\dT[\d:]+Z$/);
  const total = states.reduce((sum, state) => sum + summary.all[state], 0);
  expect(total).toBe(targets.length);
});

test('all outputs tell the same targets', async () => {
  await keep(keptFleet(40, START));
  const ids = toldOf(keptFleet(40, START).filter(({ region }) => region === HERE.region)).map(
    ({ target }) => target,
  );
  for (const output of ['text', 'csv', 'md', 'json', 'html']) {
    const { stdout } = await report('--output', output);
    expect([output, ids.filter((id) => !stdout.includes(id))]).toEqual([output, []]);
  }
});

test('html is one file with every page of the console; a pause is told, and that none could be looked for', async () => {
  await keep(small());
  const pause = ['--reason', 'the network is moved'];
  expect((await world.run('pause', pause, CONFIGURED)).code).toBe(0);
  const { stdout } = await report('--output', 'html');
  expect([...stdout.matchAll(/<article class="page" id="(\w+)">/g)].map(([, id]) => id)).toEqual([
    'needs',
    'current',
    'calendar',
    'history',
  ]);
  expect(stdout).toMatch(/<strong>Paused:<\/strong>.*the network is moved/);
  expect(stdout).toContain(`<h2><bdi>${HERE.region}</bdi>`);
  expect(stdout).not.toContain('Pauses are not told');
  const blind = await world.run('report', ['--output', 'html'], { ...CONFIGURED, LEDGER_TABLE: undefined });
  expect(blind.stdout).toContain('Pauses are not told: LEDGER_TABLE is not set.');
  expect(blind.stdout).not.toContain('the network is moved');
});

test('a place of more rows than one answer of the table holds is told whole', async () => {
  const many = keptFleet(80, START).map((one) => ({
    ...one,
    rows: one.rows.map((row) => ({ ...row, patches: ['1.'.repeat(50_000)] })),
  }));
  await keep(many);
  const { stdout } = await report('--output', 'json');
  const { targets, gone } = JSON.parse(stdout);
  expect(targets.length + gone.length).toBe(
    toldOf(many.filter(({ region }) => region === HERE.region)).length,
  );
  expect(world.calls('Query').some(({ output }) => 'LastEvaluatedKey' in (output as object))).toBe(true);
});

test('what has expired is not told, although the table still holds it', async () => {
  const all = small({ state: { gone_at: START - 400 * DAY } }).flatMap(itemsOf);
  const old = (item: FleetItem) => item.sk.endsWith('in13');
  await table.putAll(all.map((item) => (old(item) ? { ...item, expires_at: START / 1000 - 1 } : item)));
  expect(JSON.parse((await report('--output', 'json')).stdout).gone).toEqual([]);
  await table.putAll(all.map((item) => (old(item) ? { ...item, expires_at: START / 1000 + 1 } : item)));
  expect(JSON.parse((await report('--output', 'json')).stdout).gone).toHaveLength(1);
});

test('the gate of a wave that is under way is told by every output, and of one fleet that of no other', async () => {
  await keep(small());
  const gate = { alarms: 'none' } as const;
  const at_gate = { since: START, because: '1 alarm is new' };
  const waves = [waveOf('canary', 1, { gate, state: 'at_gate', at_gate })];
  for (const fleet of ['gemini', 'others']) {
    await openSteering(table).putHead(rolloutOf(waves, { id: `${fleet}-1`, fleet }), START, 0);
  }
  const said =
    'wave canary: waits for a person: 1 alarm is new. Asks for: no new alarm fires. Alarms before: not known yet';
  for (const output of ['text', 'md', 'csv', 'html']) {
    const { stdout, stderr } = await report('--output', output);
    expect([output, `${stdout}${stderr}`]).toEqual([output, expect.stringContaining('1 alarm is new')]);
    if (output !== 'html')
      expect((output === 'csv' ? stderr : stdout).match(new RegExp(said, 'g'))).toHaveLength(2);
  }
  const fleets = `${fleetText()}${fleetText({}, 'others')}`;
  const { gates } = JSON.parse((await reportOf(fleets, '--fleet', 'others', '--output', 'json')).stdout);
  expect(gates).toMatchObject([
    { fleet: 'others', rollout: 'others-1', wave: 'canary', waits_for_person: true, unconfirmed: [] },
  ]);
});

test('it asks neither the cloud nor the ledger', async () => {
  await keep(small());
  await report();
  expect(world.cloud.received).toEqual([]);
  const [reads, scans] = ['GetItem', 'Scan'].map((action) => world.calls(action).length);
  expect([reads, scans]).toEqual([3, 0]);
});

test('what a survey of the cloud kept is told as the cloud has it', async () => {
  fill(world, 80);
  const { surveyed } = await survey();
  expect(surveyed.map(({ did }) => did)).toEqual(['completed', 'completed', 'completed']);
  const ended = await world.run('report', ['--output', 'json'], {
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: PROJECT,
  });
  const told = new Map<string, { state: string; owner?: string; age_days?: number; current?: string }>(
    JSON.parse(ended.stdout).targets.map((one: { target: string }) => [one.target, one]),
  );
  const { state } = world.cloud;
  const instances = state.instances.by('project', PROJECT);
  const proxies = [...state.proxies.values()].filter(({ project_id }) => project_id === PROJECT);
  const owning = new Set(proxies.map(({ instance_id }) => instance_id));
  const alone = instances.filter(({ id }) => !owning.has(id));
  expect([...told.keys()].sort()).toEqual([...alone, ...proxies].map(({ id }) => id).sort());
  for (const { id, service, hotfix_candidates, patch_available, tags } of alone) {
    const waits = service === 'gaussdb' ? hotfix_candidates.length > 0 : patch_available;
    const expected = service === 'taurusdb' ? 'not_known' : waits ? 'due' : 'up_to_date';
    const owner = tags.find(({ key }) => key === 'owner')?.value;
    expect([id, told.get(id)?.state, told.get(id)?.owner]).toEqual([id, expected, owner]);
    if (expected === 'due') expect(told.get(id)?.age_days).toBe(0);
  }
  const text = await world.run('report', [], { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: PROJECT });
  expect(text.stdout).toMatch(
    /GaussDB in ap-southeast-1, .* was surveyed for the first time less than a day ago/,
  );
});
