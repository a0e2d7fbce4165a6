import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { catalog } from '../../../functions/catalog.ts';
import { bundleCalendar, hashOfCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import { compileCalendar } from '../../../infra/calendar/compile-calendar.ts';
import { bundleFleets, hashOfFleets } from '../../../infra/fleets/bundle-fleets.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { copyBundle } from '../copied-bundle.ts';
import { readDeployments } from '../deployments.ts';
import { REGIONS } from '../environment.ts';
import { type Stage, startStage } from '../stage.ts';

/** What rules invoke every minute; steering last, so that it knows in the same minute what the others have found. */
const EVERY_MINUTE = [['sweep', 'survey-fleet'], ['steer-rollouts']] as const;

const LOOKS_EVERY = 10 * MINUTE;

/** Whoever the queues of the stand-in know, which name an account and no role, decides about fleets; those bring what they release. */
const POLICY = JSON.stringify({
  people: {
    from: ['queue:*'],
    ...Object.fromEntries(['plan', 'approve', 'steer', 'stop'].map((decision) => [decision, ['*/*']])),
  },
  fleets: {
    from: ['fleet:*'],
    operations: catalog.map(({ name }) => name),
    regions: REGIONS,
    projects: ['*'],
  },
});

/** A stage with fleets and a calendar, whose clock stands still for nobody but is moved on by hours in a moment. */
export interface FastStage {
  readonly stage: Stage;
  readonly fleets: Fleets;
  readonly calendar: Calendar;
  /** The folder of its fleets.yml and calendar.yml. */
  readonly files: string;
  now(): number;
  /** Moves the clock on to a time. */
  passTo(at: number): void;
  /** Does what is done in a minute: whatever a rule invokes then, and what that puts on the queues. Throws when a function failed. */
  minute(): Promise<void>;
  close(): Promise<void>;
}

/** Brings it up; its clock begins at `start`, epoch ms. `environment` changes what its functions are given. */
export async function startFastStage(
  start: number,
  fleetsText: string,
  calendarText: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<FastStage> {
  const folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  const fleets = compileFleets([{ name: 'fleets.yml', text: fleetsText }], {
    operations: catalog,
    now: start,
  });
  const calendar = compileCalendar([{ name: 'calendar.yml', text: calendarText }], start);
  const files = join(folder, 'files');
  mkdirSync(files);
  writeFileSync(join(files, 'fleets.yml'), fleetsText);
  writeFileSync(join(files, 'calendar.yml'), calendarText);
  for (const deployment of await readDeployments()) copyBundle(deployment, folder);
  bundleFleets(fleets, pathToFileURL(`${folder}/`));
  bundleCalendar(calendar, pathToFileURL(`${folder}/`));
  let ahead = start - Date.now();
  const stage = await startStage({
    dist: folder,
    aheadMs: () => ahead,
    environment: {
      FLEETS_HASH: hashOfFleets(fleets),
      CALENDAR_HASH: hashOfCalendar(calendar),
      HW_TIMEOUT_MS: '10000',
      // As deployed, but that each job is looked at a few times only, and the ledger's index shows at once what is written.
      TIMING: JSON.stringify({ index_lag_ms: 50, follow_least_ms: LOOKS_EVERY, follow_most_ms: LOOKS_EVERY }),
      POLICY,
      READS_A_MINUTE: '6000',
      SURVEY_EVERY: 'P7D',
      ...environment,
    },
  });
  const now = () => Date.now() + ahead;
  return {
    stage,
    fleets,
    calendar,
    files,
    now,
    passTo(at) {
      ahead += Math.max(0, at - now());
    },
    async minute() {
      for (const names of EVERY_MINUTE) {
        await Promise.all(names.map((name) => once(stage, name)));
        await stage.idle();
      }
    },
    async close() {
      await stage.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function once({ functions }: Stage, name: string): Promise<void> {
  const invocation = await functions.get(name)?.invoke({ 'detail-type': 'Scheduled Event', detail: {} });
  const { ok, logs = [], error } = invocation ?? {};
  if (!ok || logs.some((line) => /"level":"(ERROR|WARN)"/.test(line))) {
    throw new Error(`${name} failed: ${JSON.stringify({ error, logs })}`);
  }
}
