import { setTimeout as delay } from 'node:timers/promises';
import { offering } from '../../../functions/offers.ts';
import { openRollouts } from '../../../shared/desk/find-rollout.ts';
import { type WholeRollout, wholeRollout } from '../../../shared/desk/read-rollout.ts';
import { TYPED_DIGITS } from '../../../shared/desk/rollout-needs.ts';
import type { Forecast } from '../../../shared/fleet/forecast/forecast.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { readForecast } from '../../../shared/fleet/steering/read-forecast.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { DAY } from '../../../shared/values/time/units.ts';
import { beginAlarm } from '../../cloud/ces/alarm-histories.ts';
import type { Cloud } from '../../cloud/cloud.ts';
import type { Accepted } from '../../cloud/exchange.ts';
import type { TakenEvent } from '../../platform/event-bus.ts';
import { asOperator } from '../as-operator.ts';
import type { Progress } from '../progress.ts';
import { atTheShell, linesAbout, partsOf, type Ran, typed } from './at-the-shell.ts';
import { type Added, BACKED_UP, CALENDAR, type Cast, FLEETS, fill, fillBackedUp } from './cast.ts';
import { type FastStage, startFastStage } from './fast-stage.ts';
import { type HostedPages, openHosted } from './hosted-console.ts';
import { passTime } from './pass-time.ts';
import { startStrips } from './strips.ts';

/** A Monday at noon, UTC; in none of the regions do clocks change in that month. */
const START = Date.UTC(2027, 1, 1, 12);
const FLEET_NAMES = ['monthly', 'reports', 'payments'] as const;
const LOOKED_EVERY_MS = 50;

/** A backup that the stand-in took, by its own record: when its job ended, epoch ms. */
export interface TakenBackup {
  readonly name: string;
  readonly instance: string;
  readonly job_id: string;
  readonly ended: number;
}

/** Three rollouts as they ended, beside the stand-in's own record of them. */
export interface PlayedRollouts {
  readonly cast: Cast;
  readonly monthly: WholeRollout;
  readonly reports: WholeRollout;
  /** The one whose instances are backed up first, and its targets. */
  readonly payments: WholeRollout;
  readonly backedUp: readonly Added[];
  /** What was foreseen of the big one before it was approved. */
  readonly forecast: Forecast | undefined;
  /** Why the first wave of the big one stopped at its gate, until a person let it through. */
  readonly gate: string;
  /** What a person saw and did at the shell. */
  readonly shell: Readonly<Record<'plan' | 'approve' | 'halted' | 'withBackups' | 'backups', Ran>>;
  readonly accepted: readonly Accepted[];
  readonly taken: readonly TakenBackup[];
  /** How many submissions reached the cloud, accepted or not. */
  readonly sent: number;
  readonly events: readonly TakenEvent[];
  readonly hosted: HostedPages;
  /** When the big one was done, epoch ms. */
  readonly ended_at: number;
}

/** Plans, approves and rolls out a fleet in three waves, a small one that its budget halts, and one with backups before the work, by a clock on which hours pass in a moment. */
export async function playRollouts(progress: Progress): Promise<PlayedRollouts> {
  const fast = await startFastStage(START, FLEETS + BACKED_UP, CALENDAR);
  try {
    return await playOn(fast, progress);
  } finally {
    await fast.close();
  }
}

async function playOn(fast: FastStage, progress: Progress): Promise<PlayedRollouts> {
  const { stage, now } = fast;
  const { cloud, ledger, queues, bus } = stage;
  const table = openFleetTable(ledger.fleetTable);
  const store = openSteering(table);
  const cast = fill(cloud);
  const backedUp = fillBackedUp(cloud);
  const until = passTime(fast);
  const decide = async (message: object) => {
    await queues.send('decide-rollouts', JSON.stringify(message));
    await stage.idle();
  };

  const plans = await progress.during('three fleets in two places surveyed and planned', async () => {
    for (const fleet of FLEET_NAMES) await decide({ verb: 'plan', fleet });
    return until(
      () => openRollouts(store),
      (heads) => heads.length === FLEET_NAMES.length && heads.every(({ state }) => state === 'proposed'),
    );
  });
  const [monthly, reports, payments] = FLEET_NAMES.map((name) => plans.find(({ fleet }) => fleet === name));
  if (!monthly?.hash || !reports?.hash || !payments?.hash) throw new Error('a plan has no hash');
  const ids = [monthly.id, reports.id, payments.id];
  const heads = async () => {
    const found = await store.heads(ids);
    return ids.flatMap((id) => found.find((one) => one.id === id) ?? []);
  };

  const forecast = await asOperator(stage, async () => {
    const by = { brought: await offering(), settings: loadSettings() };
    return readForecast(table, await wholeRollout(table, monthly), by, now());
  });
  const [plan, withBackups] = await progress.during('the plans as whoever approves them reads them', () =>
    Promise.all([
      atTheShell(fast, 'fleet', 'show', 'monthly'),
      atTheShell(fast, 'fleet', 'show', 'payments'),
    ]),
  );
  // Its head, its waves and what it brings.
  for (const line of typed(plan, ...partsOf(plan).slice(0, 3))) console.log(`  ${line}`);
  for (const line of typed(withBackups, ...linesAbout(withBackups, ['backup']))) console.log(`  ${line}`);

  const approving = atTheShell(fast, 'fleet', 'approve', monthly.hash.slice(0, TYPED_DIGITS), '--yes');
  for (const { id, decision, hash } of [reports, payments])
    await decide({ verb: 'approve', rollout: id, decision, hash });
  const stops: string[] = [];
  const [approve, halted, backups] = await progress.during(
    'approved and rolled out; meanwhile one has an alarm, one is held, one patched by hand, one loses its hot patch, one fails',
    async () => {
      const strips = startStrips();
      const show = ([head]: readonly RolloutHead[]) => head && strips(head, now());
      // The command waits until it has heard of its approval, and the first wave for nobody.
      const isApproved = async () =>
        (await asOperator(stage, heads)).every(({ approvals }) => approvals.length > 0);
      await Promise.race([approving, eventually(isApproved)]);
      await until(heads, ([one, other]) => bakes(one) && isAtItsEnd(other), show);
      const showing = atTheShell(fast, 'fleet', 'show', 'reports');
      await befall(cast, fast, decide);
      const [gated] = await until(heads, ([one]) => one?.waves[0]?.state === 'at_gate', show);
      if (!gated) throw new Error('no wave stands at its gate');
      stops.push(gated.waves[0]?.at_gate?.because ?? '');
      const reason = 'the load test that night';
      await decide({ verb: 'promote', rollout: gated.id, decision: gated.decision, wave: 'canary', reason });
      await until(heads, ([one, , third]) => isAtItsEnd(one) && isAtItsEnd(third), show);
      return Promise.all([approving, showing, atTheShell(fast, 'fleet', 'show', payments.id)]);
    },
  );
  const whole = async (given: RolloutHead) => {
    const head = (await store.head(given.id))?.doc ?? given;
    return wholeRollout(table, head);
  };
  const big = await asOperator(stage, () => whole(monthly));
  const hosted = await progress.during(
    'every page of the hosted console, by a browser that is logged in',
    () => openHosted(fast, ids),
  );
  return {
    cast,
    monthly: big,
    reports: await asOperator(stage, () => whole(reports)),
    payments: await asOperator(stage, () => whole(payments)),
    backedUp,
    forecast,
    gate: stops.join(),
    shell: { plan, approve, halted, withBackups, backups },
    accepted: [...cloud.accepted],
    taken: takenBackups(cloud),
    sent: cloud.received.filter(({ call }) => cloud.accepted.some((one) => one.call === call)).length,
    events: [...bus.taken],
    hosted,
    ended_at: big.log.at(-1)?.at ?? now(),
  };
}

function takenBackups({ state }: Cloud): TakenBackup[] {
  return [...state.backups.values()].map(({ name, instance_id, job_id }) => {
    const { ends = Number.POSITIVE_INFINITY } = state.jobs.get(job_id) ?? {};
    return { name, instance: instance_id, job_id, ended: ends };
  });
}

/** What people do while the first wave bakes: one holds a target, one patches another by hand, the vendor withdraws a hot patch, and an alarm begins. */
async function befall(
  { alarmed, held, drifting, refused }: Cast,
  { stage: { cloud }, now }: FastStage,
  decide: (message: object) => Promise<void>,
): Promise<void> {
  const until = utc(now() + 30 * DAY);
  await decide({ verb: 'hold', target: held, until, reason: 'its team tests a migration' });
  cloud.state.change(drifting, { hotfix_versions: ['3.208.0.6'], hotfix_candidates: ['3.208.0.7'] });
  cloud.state.change(refused, { hotfix_candidates: ['3.208.0.6'] });
  beginAlarm(cloud.state, alarmed, { name: 'CPU over 90 %', level: 2, at: now() });
}

const bakes = (head: RolloutHead | undefined): boolean => head?.waves[0]?.state === 'settled';

/** Whether it is over, or halted with nothing at work, and people were told. */
const isAtItsEnd = (head: RolloutHead | undefined): boolean =>
  head !== undefined &&
  (isOver(head) ? head.clearing === undefined : head.state === 'halted' && head.in_flight.length === 0) &&
  head.outbox.length === 0;

async function eventually(is: () => Promise<boolean>): Promise<void> {
  while (!(await is())) await delay(LOOKED_EVERY_MS);
}
