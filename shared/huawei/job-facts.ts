import type { Documented, Place } from '../terms/documented.ts';
import { type Exchange, type Fact, isProbe, type Verdict } from '../terms/inspection.ts';
import { dig, digText } from '../values/json/dig.ts';
import { readEnvelope } from './envelope.ts';
import { endOf } from './jobs.ts';

/** "The job does not exist" at GaussDB and TaurusDB (contract §7.1). */
const NO_SUCH_JOB = 'DBS.200543';

/** That a service answers for a job which does not exist as we read it. */
export const unknownJob = (job: Documented): Fact => ({
  id: `${job.service}-unknown-job`,
  says: `A job that does not exist is answered with ${NO_SUCH_JOB}, at GeminiDB with an empty list`,
  relied_on: 'shared/huawei/jobs.ts',
  otherwise:
    'a job that vanished is never told from one that cannot be asked for, and is followed past its time',
  judge: (seen) => {
    const [reply] = seen.to(job).filter(isProbe);
    if (!reply) return { unseen: 'nothing was asked' };
    if (isMissing(reply)) return { confirmed: said(reply) };
    return isAnswer(reply) ? { refuted: said(reply) } : { unseen: said(reply) };
  },
});

/** That the jobs of a list are found by their id, all of them or those of a name. */
export const listedJobById = (
  job: Documented,
  about: { id: string; says: string; relied_on: string },
  isOurs: (body: unknown) => boolean = () => true,
): Fact => ({
  ...about,
  otherwise: 'an accepted job is never seen to end',
  judge: (seen) => {
    const replies = seen.to(job).filter((reply) => !isProbe(reply) && isAnswer(reply));
    const lost = replies.filter(isMissing);
    const found = replies.filter((reply) => reply.status === 200 && !isMissing(reply) && isOurs(reply.body));
    if (found.length > 0) return { confirmed: `${found.length} asked for by id, and found` };
    return lost.length > 0
      ? { refuted: `${lost.length} of the list asked for by id: ${lost.map(said).join(', ')}` }
      : { unseen: 'no such job in the lists' };
  },
});

/** That a job's end is told by the words we know. `status` and `ended` are its fields in that list. */
export const endWords = (
  place: Place,
  id: string,
  { list, status, ended }: { list: string; status: string; ended: string },
): Fact => ({
  id,
  says: 'A job that has ended says Completed, Failed or Canceled',
  relied_on: 'shared/huawei/jobs.ts',
  otherwise: 'a job that ended in another word is followed as if it still ran',
  judge: (seen) => {
    const over = seen.items(place, list).filter((job) => digText(job, ended) !== '');
    const words = [...new Set(over.map((job) => digText(job, status)))];
    return wordsVerdict(words, over.length);
  },
});

function wordsVerdict(words: readonly string[], count: number): Verdict {
  const other = words.filter((word) => !endOf(word));
  if (other.length > 0) return { refuted: `jobs with an end say ${other.join(', ')}` };
  return count > 0
    ? { confirmed: `${count} ended jobs say ${words.join(', ')}` }
    : { unseen: 'no job in the list has ended' };
}

const isAnswer = ({ status, body }: Exchange) =>
  status === 200 ||
  (status !== undefined && /^DBS\./.test(readEnvelope(body)?.code ?? '') && status < 500 && status !== 403);

const isMissing = ({ status, body }: Exchange): boolean =>
  status === 200 ? isEmptyList(body) : readEnvelope(body)?.code === NO_SUCH_JOB;

const said = ({ status, body, failure }: Exchange): string =>
  failure ??
  [`HTTP ${status}`, readEnvelope(body)?.code ?? (isEmptyList(body) ? 'and an empty list' : undefined)]
    .filter(Boolean)
    .join(' ');

const isEmptyList = (body: unknown) => {
  const jobs = dig(body, 'jobs');
  return Array.isArray(jobs) && jobs.length === 0;
};
