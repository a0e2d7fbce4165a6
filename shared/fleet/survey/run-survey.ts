import { asker, Unanswered } from '../../huawei/ask.ts';
import type { Credentials } from '../../huawei/credentials.ts';
import { paceOf } from '../../huawei/pace.ts';
import { reader } from '../../huawei/read.ts';
import { CredentialsRefused, Ended, Held, ProjectRefused } from '../../terms/errors.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { MINUTE } from '../../values/time/units.ts';
import { askUnmet } from './ask-unmet.ts';
import { askedTagsOf } from './asked-tags.ts';
import { advanced, begun, completed, isLeased, type Obstacle, stopped, type Turn } from './head.ts';
import { keepSheets } from './keep-sheets.ts';
import { readList } from './read-list.ts';
import { readTags } from './read-tags.ts';
import type { Pass, Survey, SurveyHead } from './rows.ts';
import { openStore, type StandingHead } from './store.ts';
import { Overtaken, type Plan, type Tally, type Work } from './work.ts';

/** What a run did of one survey: it *completed* its pass, *stopped* before that, or another run is *at it*. */
export interface Ran extends Tally {
  readonly did: 'completed' | 'stopped' | 'at_it';
  readonly head: SurveyHead;
  readonly failures: readonly string[];
}

/**
 * Goes on with a survey as far as it gets, by the login for its place or, where there is none, to say what is in the way. Throws
 * `PlatformUnavailable` where the fleet table does not answer.
 */
export async function runSurvey(
  survey: Survey,
  standing: StandingHead | undefined,
  login: Credentials | Obstacle,
  plan: Plan,
): Promise<Ran> {
  const { settings, remaining, table } = plan;
  const started_at = Date.now();
  const tally: Tally = { reads: 0, met: 0, changed: 0, gone: 0 };
  const failures = new Set<string>();
  const store = openStore(table, survey);
  const ran = (did: Ran['did'], head: SurveyHead): Ran => ({ ...tally, did, head, failures: [...failures] });
  if (standing && isLeased(standing.head, started_at)) return ran('at_it', standing.head);

  let head = begun(standing?.head, survey, {
    owner: nodeCrypto().randomUUID(),
    now: started_at,
    asks: askedTagsOf(plan),
  });
  let over: { readonly version: number } | undefined = standing;
  const pass = (): Pass => head.pass ?? { started_at, pages: 0, reads: 0, nameless: 0 };
  const readsBefore = pass().reads;
  const write = async (turn: Turn) => {
    const version = await store.putHead(turn, over);
    if (version === undefined) throw new Overtaken('another run is at it');
    [head, over] = [turn.head, { version }];
    plan.progress(head);
  };
  const hold = (next: SurveyHead) => write({ head: next, due_at: next.lease?.until ?? started_at });
  const counted = (): Pass => ({ ...pass(), reads: readsBefore + tally.reads });

  const times = timesOf(head);
  const turn = paceOf(settings.READS_A_MINUTE, times);
  const manner = {
    turn(now: number) {
      const ms = turn(now);
      // One for which no time is left is not made.
      if (remaining() - ms >= settings.HW_TIMEOUT_MS + settings.TIMING.submit_margin_ms) {
        tally.reads += 1;
        times.push(now + ms);
        while ((times[0] ?? now) <= now - MINUTE) times.shift();
      }
      return ms;
    },
  };
  const release = (turn: Turn) =>
    write({ ...turn, head: { ...withoutPace(turn.head), ...pacedBy(times, Date.now()) } });

  try {
    await hold(head);
    if ('reason' in login) {
      await release(stopped(head, login, Date.now()));
      return ran('stopped', head);
    }
    const place = { region: survey.region, project_id: survey.project };
    const work: Work = {
      survey,
      plan,
      store,
      tally,
      failures,
      ask: asker(survey.service, place, login, settings, remaining, manner),
      reader: () => reader(survey.service, place, login, settings, remaining, { ...manner, heeds: true }),
      pass,
      commit: (change) => hold(advanced(head, changed(counted(), change), Date.now())),
    };
    const stop = await stopOf(async () => {
      const tags = await readTags(work);
      await readList(work, tags);
      return askUnmet(work, tags);
    });
    const now = Date.now();
    head = { ...head, pass: counted() };
    if ('obstacle' in stop) {
      if (stop.failure) failures.add(stop.failure);
      await release(stopped(head, stop.obstacle, now));
      return ran('stopped', head);
    }
    const { started_at: began } = pass();
    await release(completed(withoutLease(head), stop.done.instances.size, settings.SURVEY_EVERY, now));
    await store.forget(began);
    await keepSheets(survey, plan);
    return ran('completed', head);
  } catch (error) {
    if (error instanceof Overtaken) return ran('at_it', head);
    throw error;
  }
}

type Stop<Done> =
  | { readonly done: Done }
  | { readonly obstacle: Obstacle | undefined; readonly failure?: string };

/** What the work came to, or what stopped it. Throws `Overtaken`. */
async function stopOf<Done>(work: () => Promise<Done>): Promise<Stop<Done>> {
  try {
    return { done: await work() };
  } catch (error) {
    if (error instanceof Overtaken) throw error;
    if (error instanceof Unanswered) {
      return { obstacle: error.kind === 'time' ? undefined : { reason: error.message, kind: error.kind } };
    }
    const obstacle = loginFault(error);
    if (obstacle) return { obstacle };
    if (!(error instanceof Ended)) throw error;
    return { obstacle: undefined, failure: error.message };
  }
}

/** Why the cloud does not let a login in, if that is what an error says. */
export function loginFault(error: unknown): Obstacle | undefined {
  if (error instanceof ProjectRefused) return { reason: error.message, kind: 'no_right' };
  if (error instanceof CredentialsRefused || error instanceof Held) {
    return { reason: error.message, kind: 'credentials' };
  }
  return undefined;
}

function changed(pass: Pass, change: Parameters<Work['commit']>[0]): Pass {
  const fields = Object.entries({ ...pass, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(fields) as unknown as Pass;
}

const withoutLease = ({ lease: _, ...head }: SurveyHead): SurveyHead => head;
const withoutPace = ({ paced: _, ...head }: SurveyHead): SurveyHead => head;

/** When the reads of the last run began, evenly between its first and its last, as near as is known. */
const timesOf = ({ paced }: SurveyHead): number[] => {
  if (!paced) return [];
  const { from, to, reads } = paced;
  return Array.from({ length: reads }, (_, nth) => from + ((to - from) * nth) / Math.max(1, reads - 1));
};

function pacedBy(times: readonly number[], now: number): Pick<SurveyHead, 'paced'> {
  const [from] = times;
  const to = times.at(-1);
  if (from === undefined || to === undefined || to <= now - MINUTE) return {};
  return { paced: { from, to, reads: times.length } };
}
