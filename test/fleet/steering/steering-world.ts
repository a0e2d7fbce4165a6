import files from 'node:fs/promises';
import { jest } from '@jest/globals';
import type { Context } from 'aws-lambda';
import { handler as decideHandler } from '../../../functions/decide-rollouts/handler.ts';
import { handler as steerHandler } from '../../../functions/steer-rollouts/handler.ts';
import { handler as surveyHandler } from '../../../functions/survey-fleet/handler.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import type { Fleet, Fleets } from '../../../shared/fleet/fleet.ts';
import { LOG, type RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import type { LeftOut, RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import type { FleetHead } from '../../../shared/fleet/steering/fleet-head.ts';
import { type LogLine, openSteering, type Store } from '../../../shared/fleet/steering/store.ts';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { packagedHash } from '../../../shared/settings/packaged.ts';
import { rolloutKey } from '../../../shared/terms/release.ts';
import type { Instance } from '../../../stand-in/cloud/resources.ts';
import { at } from '../../world/clock.ts';
import { type LedgerWorld, startWorld } from '../../world/world.ts';
import { PROJECT, survey } from '../survey/survey-world.ts';

export const PLACE = { region: 'ap-southeast-1', project: PROJECT };
const OPERATION = 'patch-databases';
export const LEAD = 'AROAEXAMPLELEAD0001';
export const OTHER_LEAD = 'AROAEXAMPLELEAD0002';

/** A fleet of all GeminiDB instances of a place, brought one by one in their own windows. */
export const FLEET: Fleet = {
  select: { places: [PLACE], names: ['*'] },
  max_targets: 200,
  take: { [OPERATION]: { versions: 'latest', min_age: 'PT0S', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P14D' },
  approval: { waves: 'all', by: ['queue:AROAEXAMPLELEAD*'], needs: 1 },
  waves: { all: { rest: true, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' } },
  windows: ['own'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  tell: { ahead: [], to: ['people'] },
};

const EMPTY: Calendar = { windows: {}, freezes: {}, never_together: [] };

/** What one run of steering says of itself. */
export type Line = Readonly<Record<string, unknown>> & { readonly failures: readonly string[] };

/** Instances, a fleet table, and the two functions of rollouts, on a clock that the test moves. */
export interface SteeringWorld {
  readonly world: LedgerWorld;
  table(): FleetTable;
  store(): Store;
  /** An empty table and cloud, with these fleets packaged. */
  reset(fleets?: Fleets, calendar?: Calendar): Promise<void>;
  packaged(fleets: Fleets, calendar?: Calendar): void;
  add(id: string, more?: Partial<Instance>): void;
  survey(): Promise<void>;
  steer(remaining?: () => number): Promise<Line>;
  decide(message: object, sender?: string, id?: string): Promise<Line>;
  /** What others do in a minute: the survey, the operation's function, the follower. */
  around(): Promise<void>;
  /** The same, and steering; then the minute is over. */
  minute(): Promise<void>;
  /** The clock, moved on by so many minutes. */
  pass(minutes: number): void;
  /** How many minutes the clock was moved on. */
  elapsed(): number;
  fleet(name?: string): Promise<FleetHead>;
  head(rollout: string): Promise<RolloutHead>;
  rows(rollout: string): Promise<RolloutTarget[]>;
  leftOut(rollout: string): Promise<LeftOut[]>;
  log(rollout: string): Promise<LogLine[]>;
  /** What the last decision gave back to the queue. */
  handedBack(): string[];
  /** Surveys, asks for a plan and makes it; its rollout. */
  planned(fleet?: string): Promise<RolloutHead>;
  /** The same, approved as a whole. */
  approved(fleet?: string): Promise<RolloutHead>;
  close(): Promise<void>;
}

const contextOf = (remaining: () => number) =>
  ({ awsRequestId: 'run', getRemainingTimeInMillis: remaining }) as unknown as Context;

const { readFile } = files;

/** Starts it. */
export async function startSteering(): Promise<SteeringWorld> {
  const world = await startWorld({
    ledger: true,
    environment: { READS_A_MINUTE: '6000', HW_PROJECT_ID: PROJECT, PREFLIGHT: 'on' },
  });
  let table: FleetTable;
  let fleets: Fleets = {};
  let minutes = 0;
  let decided = 0;
  let back: string[] = [];

  const lineOf = async (run: () => Promise<unknown>): Promise<Line> => {
    const lines: string[] = [];
    const spy = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      lines.push(String(text));
      return true;
    });
    try {
      await run();
    } finally {
      spy.mockRestore();
    }
    if (lines.length !== 1) throw new Error(`expected one line, got ${lines.join('')}`);
    return JSON.parse(lines[0] ?? '') as Line;
  };

  const every = async <Doc>(pages: AsyncGenerator<Doc[]>) => {
    const all: Doc[] = [];
    for await (const page of pages) all.push(...page);
    return all;
  };

  const one: SteeringWorld = {
    world,
    table: () => table,
    store: () => openSteering(table),
    async reset(given = { monthly: FLEET }, calendar = EMPTY) {
      await world.reset();
      // What no policy names is allowed to whom the queue takes messages from.
      world.set({ POLICY: undefined });
      table = await world.fleetTable();
      minutes = 0;
      const { state } = world.cloud;
      state.projects.set(PROJECT, { id: PROJECT, name: 'ap-southeast-1_1', domain: 'acme' });
      one.packaged(given, calendar);
    },
    packaged(given, calendar = EMPTY) {
      fleets = given;
      const texts: Record<string, string> = {
        'fleets.json': JSON.stringify(given),
        'calendar.json': JSON.stringify(calendar),
      };
      world.set({
        FLEETS_HASH: packagedHash(texts['fleets.json'] ?? ''),
        CALENDAR_HASH: packagedHash(texts['calendar.json'] ?? ''),
      });
      jest.spyOn(files, 'readFile').mockImplementation((async (...asked: Parameters<typeof readFile>) => {
        const name = String(asked[0]).split('/').at(-1) ?? '';
        return texts[name] ?? readFile(...asked);
      }) as typeof readFile);
    },
    add(id, more = {}) {
      world.cloud.state.addInstance({
        id,
        service: 'geminidb',
        project_id: PROJECT,
        patch_available: true,
        maintenance_window: '02:00-06:00',
        ...more,
      });
    },
    async survey() {
      await survey({ fleets, places: [PLACE], now: true });
    },
    steer: (remaining = () => 60_000) => lineOf(() => steerHandler({}, contextOf(remaining))),
    decide: (message, sender = `${LEAD}:anna`, id = `decision-${++decided}`) =>
      lineOf(async () => {
        const mail = world.mail('decide-rollouts', message, { id, senderId: sender, sent: Date.now() });
        const { batchItemFailures } = await decideHandler(
          mail,
          contextOf(() => 60_000),
        );
        back = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      }),
    async around() {
      await lineOf(() =>
        surveyHandler(
          {},
          contextOf(() => 60_000),
        ),
      );
      await world.service.deliver(OPERATION);
      await world.service.follow();
    },
    async minute() {
      await one.steer();
      await one.around();
      one.pass(1);
    },
    elapsed: () => minutes,
    pass(more) {
      minutes += more;
      at(minutes);
    },
    async fleet(name = 'monthly') {
      const found = (await openSteering(table).fleets([name])).get(name);
      if (!found) throw new Error(`no fleet ${name}`);
      return found.doc;
    },
    async head(rollout) {
      const found = await openSteering(table).head(rollout);
      if (!found) throw new Error(`no rollout ${rollout}`);
      return found.doc;
    },
    rows: (rollout) => every(openSteering(table).targets(rollout)),
    leftOut: (rollout) => every(openSteering(table).leftOut(rollout)),
    async log(rollout) {
      const { items } = await table.list(rolloutKey(rollout), LOG);
      return items.map(({ doc }) => JSON.parse(doc) as LogLine);
    },
    handedBack: () => back,
    async planned(fleet = 'monthly') {
      await one.survey();
      await one.decide({ verb: 'plan', fleet });
      await one.steer();
      const { planned } = await one.fleet(fleet);
      if (planned?.is !== 'proposed' || !planned.rollout) throw new Error(JSON.stringify(planned));
      return one.head(planned.rollout);
    },
    async approved(fleet = 'monthly') {
      const { id, hash, decision } = await one.planned(fleet);
      await one.decide({ verb: 'approve', rollout: id, decision, hash });
      return one.head(id);
    },
    close: () => world.close(),
  };
  return one;
}
