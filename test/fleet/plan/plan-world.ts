import { readFileSync } from 'node:fs';
import { catalog } from '../../../functions/catalog.ts';
import { offering } from '../../../functions/offers.ts';
import { compileCalendar } from '../../../infra/calendar/compile-calendar.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import { openDigest } from '../../../shared/fleet/plan/digest.ts';
import type { PlanFacts, PlanRow } from '../../../shared/fleet/plan/facts.ts';
import { type Finished, finish } from '../../../shared/fleet/plan/finish.ts';
import { emptyPlan, type PlanState, planner } from '../../../shared/fleet/plan/plan-page.ts';
import { openUntried } from '../../../shared/fleet/plan/untried.ts';
import { type LeftOut, type Planned, targetKey } from '../../../shared/fleet/rollout/target.ts';
import type { TargetRow } from '../../../shared/fleet/survey/rows.ts';
import type { Bring } from '../../../shared/terms/offer.ts';
import { chunksOf } from '../../../shared/values/chunks.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/values/time/units.ts';

/** Monday, January 4, 2027, 08:00 in Dublin. */
export const NOW = Date.parse('2027-01-04T08:00:00Z');
export const [WEST, ASIA] = [
  { region: 'tr-west-1', project: '0483b6b16e954cb88930a360d2c4e663' },
  { region: 'ap-southeast-3', project: '619d3e78f61b4be68bc5aa0b59edcf7b' },
] as const;

const textOf = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

/** The fleets of the example, some text of it written otherwise. */
export function fleetNamed(name: string, changes: readonly (readonly [string, string])[] = []): Fleet {
  const text = changes.reduce((now, [from, to]) => {
    if (!now.includes(from)) throw new Error(`the example does not say ${from}`);
    return now.replace(from, to);
  }, textOf('example-fleets.yml'));
  const fleet = compileFleets([{ name: 'fleets.yml', text }], { operations: catalog, now: NOW })[name];
  if (!fleet) throw new Error(`no fleet ${name}`);
  return fleet;
}

/** The calendar of the example, some text of it written otherwise. */
export const calendarWith = (...changes: readonly (readonly [string, string])[]): Calendar =>
  compileCalendar(
    [
      {
        name: 'calendar.yml',
        text: changes.reduce((now, [from, to]) => now.replace(from, to), textOf('example-calendar.yml')),
      },
    ],
    NOW,
  );

const HOURS: Readonly<Record<string, number>> = { 'schedule-hotfix-upgrade': 1, 'upgrade-proxy-version': 1 };

const BACK_UP: PlanFacts['backUp'] = new Map([
  ['schedule-hotfix-upgrade', { operation: 'back-up-gaussdb' }],
  ['upgrade-proxy-version', { operation: 'back-up-taurusdb' }],
  ['patch-databases', { operation: 'back-up-geminidb', apart: true }],
]);

let known: ReadonlyMap<string, Bring> | undefined;

/** How every operation has its offers worked on. */
async function bringing(): Promise<ReadonlyMap<string, Bring>> {
  known ??= new Map(
    (await offering()).flatMap(({ operation, bring }) => (bring ? [[operation.name, bring] as const] : [])),
  );
  return known;
}

/** Facts under which the monthly fleet is planned for the second time, and had all that it has. */
export const factsOf = async (changes: Partial<PlanFacts> = {}): Promise<PlanFacts> => ({
  fleet: fleetNamed('monthly'),
  calendar: calendarWith(),
  now: NOW,
  bring: await bringing(),
  backUp: BACK_UP,
  lastsOf: ({ operation }) => (HOURS[operation] ?? 2) * HOUR,
  forbidden: () => undefined,
  elsewhere: new Set(),
  past: { first: false, has: () => true },
  ...changes,
});

const idOf = (n: number, end: string) => `${String(n).padStart(32, '0')}${end}`;

/** A GaussDB instance that a hot patch has waited for since 41 days, in the wave of the rest. */
export const hotfixRow = (n: number, changes: Partial<TargetRow> = {}): TargetRow => ({
  service: 'gaussdb',
  ...WEST,
  target: idOf(n, 'in14'),
  name: `orders-${n}`,
  status: 'normal',
  engine: 'GaussDB',
  version: '3.208',
  window: '22:00-02:00',
  tags: { upkeep: 'monthly', env: 'prod', app: `app-${n}`, owner: 'team-a' },
  unread: [],
  offered: [
    {
      operation: 'schedule-hotfix-upgrade',
      current: '3.208 3.208.0.6',
      available: '3.208.0.7',
      patch: true,
      unread: [],
    },
  ],
  first_offered: { '3.208.0.7': NOW - 41 * DAY },
  ...changes,
});

/** A GeminiDB instance with a patch that has waited for 29 days. */
export const patchRow = (n: number, changes: Partial<TargetRow> = {}): TargetRow => ({
  ...hotfixRow(n),
  service: 'geminidb',
  target: idOf(n, 'in13'),
  engine: 'influxdb',
  version: '1.7',
  offered: [
    { operation: 'patch-databases', current: '1.7', available: 'latest patch', patch: true, unread: [] },
  ],
  first_offered: { 'latest patch': NOW - 29 * DAY },
  ...changes,
});

/** A TaurusDB instance, and a proxy of it. */
export function proxyRows(n: number, changes: Partial<TargetRow> = {}): [TargetRow, TargetRow] {
  const instance: TargetRow = {
    ...hotfixRow(n),
    service: 'taurusdb',
    target: idOf(n, 'in07'),
    engine: 'gaussdb-mysql',
    version: '8.0',
    offered: [],
    first_offered: {},
    ...changes,
  };
  const { region, project, service, target } = instance;
  const proxy: TargetRow = {
    service,
    region,
    project,
    target: idOf(n, 'po01'),
    instance: target,
    engine: 'proxy',
    unread: [],
    offered: [
      {
        operation: 'upgrade-proxy-version',
        current: '2.23.12.000',
        available: '2.24.03.000',
        patch: true,
        unread: [],
      },
    ],
    first_offered: { '2.24.03.000': NOW - 10 * DAY },
  };
  return [instance, proxy];
}

/** Rows as the planner takes them, read half an hour ago. */
export function readRows(
  rows: readonly TargetRow[],
  read_at: number | undefined = NOW - 30 * MINUTE,
): PlanRow[] {
  const byId = new Map(rows.map((row) => [row.target, row]));
  return rows.map((row) => ({
    row,
    of: row.instance === undefined ? row : byId.get(row.instance),
    read_at,
  }));
}

/** A plan that is complete. */
export interface Whole {
  readonly state: PlanState;
  readonly targets: readonly Planned[];
  readonly left_out: readonly LeftOut[];
  readonly finished: Finished;
  /** Of a plan that is proposed. */
  readonly hash?: string;
}

/** Plans rows in pages of some size, to the end. */
export function planOf(facts: PlanFacts, rows: readonly PlanRow[], page = 100): Whole {
  const plan = planner(facts);
  const untried = openUntried();
  const targets: Planned[] = [];
  const left_out: LeftOut[] = [];
  let state = emptyPlan(facts.fleet);
  for (const some of chunksOf(rows, page)) {
    const planned = plan(state, some);
    // What the head keeps between two runs is a document.
    state = JSON.parse(JSON.stringify(planned.state)) as PlanState;
    targets.push(...planned.targets);
    left_out.push(...planned.left_out);
  }
  const finished = finish(state, facts.fleet, facts.past);
  const inOrder = targets.toSorted((one, other) => (targetKey(one) < targetKey(other) ? -1 : 1));
  const marked = new Map(untried(inOrder).map((target) => [target.seq, target]));
  const whole = { state, targets: inOrder.map((one) => marked.get(one.seq) ?? one), left_out, finished };
  if (finished.is !== 'proposed') return whole;
  const { fleet, calendar } = facts;
  const digest = openDigest({ name: 'monthly', fleet, calendar, waves: finished.waves });
  for (const some of chunksOf(targets, page)) digest.add(some, []);
  digest.add([], left_out);
  return { ...whole, hash: digest.hex() };
}
