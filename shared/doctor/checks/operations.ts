import { type Reader, reader } from '../../huawei/read.ts';
import { serviceOf } from '../../huawei/services/services.ts';
import { CredentialsRefused } from '../../terms/errors.ts';
import type { JobId } from '../../terms/follow.ts';
import { UNKNOWN_JOB } from '../../terms/inspection.ts';
import { obstacle } from '../../terms/preflight.ts';
import { type Check, type Context, configured, type Finding, type Subject } from '../check.ts';
import { hostCheck } from './hosts.ts';

const MOST_TARGETS = 3;
const MOST_JOBS = 3;

/**
 * Makes every read of every operation, about a few targets and jobs that the lists show, and lets the operation's own code
 * judge the answers as it would before and after a submission. Nothing is sent.
 */
export const operations = (subjects: readonly Subject[]): Check[] =>
  subjects.map((subject) => ({
    group: 'operations',
    name: subject.operation.name,
    asks: 'Can it read all that it looks at before and after a submission?',
    needs: ['login', hostCheck(subject.operation.service)],
    look: (context) => look(subject, context),
  }));

async function look(subject: Subject, context: Context): Promise<Finding> {
  const { operation, inspection } = subject;
  const { settings, place } = configured(context);
  const { credentials, recorder } = context;
  if (!credentials) throw new TypeError('this check needs the login');
  const { service } = operation;
  const cloud = reader(service, place, credentials, settings, () => Number.POSITIVE_INFINITY, {
    transmit: recorder.to(service),
  });
  try {
    const requests = await inspection.requests(async (read) => (await cloud.all({ read })).read);
    await cloud.all(inspection.probes ?? {});
    await cloud.all(operation.follow.reads({ target: '', job_id: UNKNOWN_JOB }));
    for (const job_id of (context.ours?.get(operation.name) ?? []).slice(0, MOST_JOBS)) {
      await cloud.all(operation.follow.reads({ target: '', job_id }));
    }
    if (!requests) {
      return {
        level: 'broken',
        says: `the list of ${serviceOf(service).label} instances could not be read whole`,
        todo: SEE,
      };
    }
    if (requests.length === 0) {
      return {
        level: 'not_checked',
        says: `the project has no ${serviceOf(service).label} target to look at`,
      };
    }
    return summary(await sights(subject, requests.slice(0, MOST_TARGETS), cloud));
  } catch (error) {
    if (!(error instanceof CredentialsRefused)) throw error;
    return {
      level: 'broken',
      refused: true,
      says: error.message,
      todo: `the login was good for IAM: check that the project and the host are ${serviceOf(service).label}'s`,
    };
  }
}

const SEE = 'see what its replies came to, below';

/** What one target came to: what was seen there, and what could not be. */
interface Sight {
  readonly target: string;
  readonly shows: readonly string[];
  readonly blind: readonly string[];
}

async function sights(
  { operation, inspection }: Subject,
  requests: readonly object[],
  cloud: Reader,
): Promise<Sight[]> {
  const { lookup, preflight, state, follow } = operation;
  const seen: Sight[] = [];
  for (const request of requests) {
    for (const target of operation.targets(request).slice(0, 1)) {
      const now = Date.now();
      const past = await cloud.all(lookup.reads(request, target));
      const present = await cloud.all({
        ...preflight.reads(request, target),
        ...state.reads(request, target),
      });
      const found = preflight.check(present, request, target);
      const misfit = obstacle(operation, found);
      const shown = state.read(present, request, target);
      const unread = Object.keys(past).filter((name) => past[name] === undefined);
      const jobs = inspection.jobs(past, target).slice(0, MOST_JOBS);
      const ends = await Promise.all(jobs.map((job) => endOf(job)));
      // A window that no job can lie in, so that what it says is about the reading alone.
      const about = { request, target, window: { from: now, to: now }, taken: new Set<string>() };
      const finding = lookup.judge(past, about);
      seen.push({
        target,
        shows: [
          misfit ? `preflight: ${misfit.reason}` : 'preflight: nothing in the way',
          ...(shown ? [`state: ${shown.shows}`] : []),
          ...('absent' in finding ? [`lost answer: not begun, ${finding.absent}`] : []),
          ...('unclear' in finding ? [`lost answer: unclear, ${finding.unclear}`] : []),
          ...ends.flatMap((end) => ('word' in end ? [`job ${end.id}: ${end.word}`] : [])),
        ],
        blind: [
          ...found.unchecked.map((what) => `preflight cannot check ${what}`),
          ...(shown ? [] : ['its state does not show: a job there would end unproven']),
          ...unread.map((name) => `lookup cannot read ${name}`),
          ...ends.flatMap((end) => ('blind' in end ? [`job ${end.id} ${end.blind}`] : [])),
        ],
      });
    }
  }
  return seen;

  async function endOf(job: JobId) {
    const sight = follow.see(await cloud.all(follow.reads(job)), job);
    if (sight === undefined) return { id: job.job_id, blind: 'could not be read' };
    return sight === 'missing'
      ? { id: job.job_id, blind: 'is in the list, but asked for by id it does not exist' }
      : { id: job.job_id, word: [sight.word, sight.progress].filter(Boolean).join(' ') };
  }
}

function summary(seen: readonly Sight[]): Finding {
  const blind = seen.flatMap((sight) => sight.blind);
  const says = `${seen.length} ${seen.length === 1 ? 'target' : 'targets'} looked at`;
  const details = seen.flatMap(({ target, shows, blind }) => [
    target,
    ...[...shows, ...blind].map((line) => `  ${line}`),
  ]);
  return blind.length > 0
    ? {
        level: 'warning',
        says: `${says}; ${blind.length} ${blind.length === 1 ? 'thing' : 'things'} could not be seen`,
        details,
        todo: SEE,
      }
    : { level: 'ok', says, details };
}
