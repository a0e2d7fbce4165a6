import type { Fleet } from '../fleet.ts';
import { surveysOf } from '../places.ts';
import { readyFor } from '../plan/ready.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { askedTagsOf } from '../survey/asked-tags.ts';
import { HEAD, type Survey, type SurveyHead, surveyKey } from '../survey/rows.ts';
import { answered } from './answered.ts';
import { asksKey, type BeginAsk, beginKey } from './ask.ts';
import { beginPlan } from './begin-plan.ts';
import type { Context, Run } from './context.ts';
import { type FleetHead, newFleet } from './fleet-head.ts';
import { goOn } from './make-plan.ts';
import { nextPlan } from './next-plan.ts';
import { putAsk } from './put-ask.ts';
import type { Standing } from './store.ts';

/** Makes the plan of a fleet that somebody asked for or that is due, as far as there is time. Throws `PlatformUnavailable`. */
export async function planFleet(
  name: string,
  fleet: Fleet,
  read: Standing<FleetHead> | undefined,
  context: Context,
  run: Run,
): Promise<void> {
  const known = read ?? { doc: newFleet(name), version: 0 };
  const standing = await timed(known, fleet, context, run.now);
  if (!standing?.doc.asked) return;
  const begun =
    standing.doc.planning === undefined ? await begin(standing, fleet, context, run.now) : standing;
  if (begun?.doc.planning !== undefined) await goOn(begun, fleet, context, run);
}

/** The head once the time of a plan has come, or its expression has changed; undefined where another run was faster. */
async function timed(
  { doc, version }: Standing<FleetHead>,
  fleet: Fleet,
  { store }: Context,
  now: number,
): Promise<Standing<FleetHead> | undefined> {
  const next = nextPlan(fleet, now);
  const { next: known, ...rest } = doc;
  const isDue = known !== undefined && known.by === next?.by && known.at <= now;
  if (!isDue && known?.by === next?.by) return { doc, version };
  const asked = doc.asked ?? (isDue ? { by: `fleet:${doc.fleet}`, at: now } : undefined);
  const after: FleetHead = { ...rest, ...(asked && { asked }), ...(next && { next }) };
  return (await store.putFleet(after, version)) ? { doc: after, version: version + 1 } : undefined;
}

async function begin(
  standing: Standing<FleetHead>,
  fleet: Fleet,
  context: Context,
  now: number,
): Promise<Standing<FleetHead> | undefined> {
  const { store } = context;
  const { asked } = standing.doc;
  if (!asked) return undefined;
  const heads = await store.heads(standing.doc.rollouts.map(({ id }) => id));
  const done = fleet.once && heads.find(({ state, spec }) => state === 'done' && isSame(spec, fleet));
  if (done) {
    const reason = `it is a fleet for once, and ${done.id} is done: change its entry to plan again`;
    await answered(standing, { is: 'refused', reason }, context, now);
    return undefined;
  }
  const surveys = surveysOf(fleet.select.places ?? []);
  const { never_together } = context.calendar;
  const tags = askedTagsOf({ fleets: { [standing.doc.fleet]: fleet }, never_together });
  const needs = { asked_at: asked.at, tags };
  const ready = readyFor(await headed(surveys, context), needs);
  if (ready.is === 'refused') {
    await answered(standing, { is: 'refused', reason: ready.reason }, context, now);
    return undefined;
  }
  if (ready.is === 'wait') {
    for (const survey of ready.for) {
      const key = { pk: asksKey(survey), sk: beginKey(survey.service) };
      const isMeant = (known: BeginAsk) => known.asked_at >= asked.at;
      await putAsk<BeginAsk>(key, { ...survey, ...needs }, isMeant, context, now);
    }
    const waits = `for the survey of ${ready.for.map(({ service, region, project }) => `${service} in ${region} ${project}`).join(', ')}`;
    if (standing.doc.waits !== waits) await store.putFleet({ ...standing.doc, waits }, standing.version);
    return undefined;
  }
  return beginPlan(standing, heads, fleet, context, now);
}

const isSame = (one: RolloutHead['spec'], other: Fleet): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const headed = (surveys: readonly Survey[], { table }: Context) =>
  Promise.all(
    surveys.map(async (survey) => {
      const item = await table.get({ pk: surveyKey(survey), sk: HEAD });
      return { ...survey, ...(item && { head: JSON.parse(item.doc) as SurveyHead }) };
    }),
  );
