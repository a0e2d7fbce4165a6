import type { Invocation } from '../../platform/ports.ts';
import { type Given, inForce } from '../../settings/settings.ts';
import { Ended } from '../../terms/errors.ts';
import { SECOND } from '../../values/time/units.ts';
import type { Brought, Context } from './context.ts';
import { openContext } from './open-context.ts';
import { planFleet } from './plan-fleet.ts';
import { printRun, type SteeringRun } from './print-run.ts';
import { steerRollout } from './steer-rollout.ts';
import { isDue, type Told, WEEKLY } from './weekly-due.ts';

/** So many rollouts are steered in a run, and none once less is left of it, ms. */
const MOST = 20;
const KEEP_BACK_MS = 15 * SECOND;
/** What foreseeing the largest rollout takes at most. */
const FORESEE_MS = 20 * SECOND;

/** Does the next step of every rollout that is due, then makes the plans that are, and foresees what people are told ahead. One log line. */
export const steerRollouts =
  (readOffering: () => Promise<readonly Brought[]>) =>
  async ({ remaining }: Invocation, given: Given): Promise<SteeringRun> => {
    const started_at = Date.now();
    const run = { due: 0, overdue_ms: 0, sent: 0, behind: 0, halted: 0, failures: [] as string[] };
    await attempt(run.failures, async () => {
      const context = await openContext(inForce(given), await readOffering());
      const stale = await steerDue(context, run, remaining);
      await planDue(context, run, remaining);
      await foreseeStale(context, stale, run, remaining);
      await lookWeekly(context, run, remaining);
    });
    printRun(run, started_at);
    return run;
  };

type Running = { -readonly [name in keyof SteeringRun]: SteeringRun[name] } & { readonly failures: string[] };

async function steerDue(context: Context, run: Running, remaining: () => number): Promise<string[]> {
  const stale: string[] = [];
  const due = await context.store.due(Date.now(), MOST);
  run.due = due.length;
  for (const { id, due_at } of due) {
    if (remaining() < KEEP_BACK_MS) return stale;
    run.overdue_ms = Math.max(run.overdue_ms, Date.now() - due_at);
    await attempt(run.failures, async () => {
      const steered = await steerRollout(id, context, Date.now());
      run.sent += steered?.sent ?? 0;
      run.behind += steered?.behind ? 1 : 0;
      run.halted += steered?.head.state === 'halted' ? 1 : 0;
      if (steered?.stale) stale.push(id);
    });
  }
  return stale;
}

async function planDue(context: Context, run: Running, remaining: () => number): Promise<void> {
  const names = Object.keys(context.fleets);
  const heads = names.length > 0 ? await context.store.fleets(names) : new Map();
  for (const [name, fleet] of Object.entries(context.fleets)) {
    await attempt(run.failures, () =>
      planFleet(name, fleet, heads.get(name), context, { now: Date.now(), remaining }),
    );
  }
}

async function foreseeStale(
  context: Context,
  stale: readonly string[],
  run: Running,
  remaining: () => number,
): Promise<void> {
  if (stale.length === 0) return;
  const { foresee } = await import('./foresee.ts');
  for (const id of stale) {
    if (remaining() < FORESEE_MS) return;
    await attempt(run.failures, () => foresee(id, context, Date.now()));
  }
}

async function lookWeekly(context: Context, run: Running, remaining: () => number): Promise<void> {
  if (Object.keys(context.fleets).length === 0) return;
  await attempt(run.failures, async () => {
    const known = await context.store.get<Told>(WEEKLY);
    if (!isDue(known?.doc, Date.now()) || remaining() < FORESEE_MS) return;
    const { tellWeekly } = await import('./tell-weekly.ts');
    await tellWeekly(known, context, Date.now());
  });
}

/** One that fails keeps no other from its turn. */
async function attempt(failures: string[], work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { name, message } = error as Error;
    failures.push(error instanceof Ended ? message : `${name}: ${message}`);
  }
}
