import { bundledCalendar } from '../../calendar/bundled.ts';
import type { Invocation } from '../../platform/ports.ts';
import { type Given, inForce } from '../../settings/settings.ts';
import { Ended } from '../../terms/errors.ts';
import { bundledFleets } from '../bundled.ts';
import { placesOf, surveysOf } from '../places.ts';
import { answerAsks } from './answer-asks.ts';
import { printRun, type SurveyRun } from './print-run.ts';
import { type Surveyings, surveyPlaces } from './survey-places.ts';
import type { Offering, Tally } from './work.ts';

/** Goes on with the surveys of every place that are due, as far as its time lets it. One log line. */
export const surveyFleet =
  (readOffering: () => Promise<readonly Offering[]>) =>
  async ({ remaining }: Invocation, given: Given): Promise<SurveyRun> => {
    const started_at = Date.now();
    const { surveyed, failures } = await survey(remaining, given, readOffering);
    const heads = surveyed.map(({ head }) => head);
    const run = { started_at, heads, ...sumOf(surveyed), failures };
    printRun(run);
    return run;
  };

async function survey(
  remaining: () => number,
  given: Given,
  readOffering: () => Promise<readonly Offering[]>,
): Promise<Surveyings> {
  try {
    const settings = inForce(given);
    const [fleets, calendar] = await Promise.all([bundledFleets(settings), bundledCalendar(settings)]);
    const { never_together = [] } = calendar ?? {};
    const places = placesOf(fleets, settings.place);
    const { begins, unanswered } = await answerAsks(settings, places, readOffering, remaining).then(
      (asked) => ({ begins: asked, unanswered: [] }),
      (error) => ({ begins: [], unanswered: failureOf(error) }),
    );
    const offering = await readOffering();
    const surveys = surveysOf(places);
    const ran = await surveyPlaces(settings, {
      ...{ surveys, begins, fleets, never_together, offering, remaining },
    });
    return { ...ran, failures: [...unanswered, ...ran.failures] };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    return { surveyed: [], failures: [error.message] };
  }
}

/** What keeps questions of rollouts from being answered keeps no survey from going on. */
function failureOf(error: unknown): string[] {
  if (!(error instanceof Ended)) throw error;
  return [error.message];
}

/** What all surveys of a run come to. */
function sumOf(surveyed: Surveyings['surveyed']): Tally {
  const sum = (name: keyof Tally) =>
    surveyed.reduce((total, one) => total + (one.did === 'nothing' ? 0 : one[name]), 0);
  return { reads: sum('reads'), met: sum('met'), changed: sum('changed'), gone: sum('gone') };
}
