import { SECOND } from '../../values/time/units.ts';
import type { Fleet } from '../fleet.ts';
import { surveysOf } from '../places.ts';
import { finish } from '../plan/finish.ts';
import { planner } from '../plan/plan-page.ts';
import { HEAD, type SurveyHead, surveyKey } from '../survey/rows.ts';
import { LONGEST_PLANNING, type Making, type Planning, planningKey } from './begin-plan.ts';
import type { Context, Run } from './context.ts';
import type { FleetHead } from './fleet-head.ts';
import { forbiddenBy } from './permission.ts';
import { backUpOf, bringOf, pastOf, readTimes, rowsBehind } from './plan-facts.ts';
import { proposeOr, refuse } from './propose.ts';
import type { Standing } from './store.ts';

/** Rows that are planned at a time. */
const PAGE = 500;
/** What a page takes at most, and reading a whole plan again. */
const PAGE_MS = 8 * SECOND;
const DIGEST_MS = 20 * SECOND;

/** Goes on with a plan from behind the last row that was kept, and proposes it once it is whole. Throws `PlatformUnavailable`. */
export async function goOn(
  standing: Standing<FleetHead>,
  fleet: Fleet,
  context: Context,
  { now, remaining }: Run,
): Promise<void> {
  const { store } = context;
  const id = standing.doc.planning ?? '';
  const head = await store.head(id);
  const read = await store.get<Planning>(planningKey(id));
  if (!head || !read) throw new TypeError(`the plan of rollout ${id} is lost`);
  let { doc: planning, version } = read;
  const { spec, calendar, asked } = head.doc;
  const making = (): Making => ({ standing, head, planning });
  if (JSON.stringify(spec) !== JSON.stringify(fleet)) {
    return refuse(making(), 'changed', 'fleets.yml changed while it was planned', context, now);
  }
  if (now - planning.began_at > LONGEST_PLANNING) {
    return refuse(making(), 'too_slow', 'planning took longer than an hour', context, now);
  }
  const facts = {
    fleet,
    calendar,
    now: asked.at,
    bring: bringOf(context),
    backUp: backUpOf(context),
    lastsOf: context.lastsOf,
    forbidden: forbiddenBy(context, head.doc, asked.at),
    elsewhere: new Set(planning.elsewhere),
  };
  const surveys = surveysOf(spec.select.places ?? []);
  for (const [index, survey] of surveys.entries()) {
    if (index < planning.survey) continue;
    const item = await context.table.get({ pk: surveyKey(survey), sk: HEAD });
    const { complete } = item ? (JSON.parse(item.doc) as SurveyHead) : {};
    const times = complete ? await readTimes(survey, complete, context) : new Map<string, number>();
    for (let more = true; more; ) {
      if (remaining() < PAGE_MS) return;
      const { behind: from, survey: _, ...kept } = planning;
      const { rows, behind } = await rowsBehind(survey, { behind: from, most: PAGE, times }, context);
      const past = await pastOf(head.doc.fleet, planning.first, rows, fleet, context);
      const page = planner({ ...facts, past })(planning.state, rows);
      await store.putPlanned(
        head.doc,
        page.targets.map((target) => ({ ...target, state: 'waiting', attempt: 0, put_off: 0 })),
        { from: planning.state.left_out, out: page.left_out },
      );
      more = behind !== undefined;
      planning = {
        ...kept,
        state: page.state,
        survey: more ? index : index + 1,
        ...(behind !== undefined && { behind }),
      };
      // Where another run is at it, that one goes on.
      if (!(await store.put(planningKey(id), planning, version))) return;
      version += 1;
    }
  }
  if (remaining() < DIGEST_MS) return;
  await proposeOr(making(), finish(planning.state, fleet, { first: planning.first }), context, now);
}
