import { type Reader, reader } from '../huawei/read.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import type { Job, Look } from '../ledger/entry/job.ts';
import { guardedCredentials } from '../ledger/locks/guarded-credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { Ended } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
import { logFailure } from './print-line.ts';

/** One reader for each service of each project, shared by the records of a batch: a list is read once for all of them. */
export interface Readers {
  /** Epoch ms; whatever they answer was read after it. */
  readonly since: number;
  readonly remaining: () => number;
  readonly open: Map<string, Promise<Reader>>;
}

/** No readers yet; `remaining` is what is left of the invocation in ms. */
export const readersFor = (remaining: () => number): Readers => ({
  since: Date.now(),
  remaining,
  open: new Map(),
});

/** One look at a job, and once it is completed at what it promised to change. Without an answer nothing is seen; never throws. */
export async function lookAt(
  operation: Operation,
  entry: Entry,
  job: Job,
  readers: Readers,
  settings: Settings,
): Promise<Look> {
  const { fields } = entry;
  try {
    const cloud = await readerFor(operation, entry, readers, settings);
    const sight =
      job.completed_at === undefined
        ? operation.follow.see(await cloud.all(operation.follow.reads(job)), job)
        : undefined;
    const completed =
      job.completed_at !== undefined || (typeof sight === 'object' && sight.status === 'completed');
    if (!completed) return { sight };
    const answers = await cloud.all(operation.state.reads(fields, job.target));
    const answered = Object.values(answers).every((answer) => answer !== undefined);
    return {
      sight,
      state: operation.state.read(answers, fields, job.target) ?? (answered ? 'missing' : undefined),
    };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    logFailure(entry, error);
    return { sight: undefined };
  }
}

async function readerFor(
  { service }: Operation,
  { region, project_id }: Entry,
  { open, remaining }: Readers,
  settings: Settings,
): Promise<Reader> {
  const key = [service, region, project_id].join();
  const opening = open.get(key) ?? opened();
  open.set(key, opening);
  return opening;

  async function opened() {
    const credentials = await guardedCredentials(settings, { region, project_id });
    await credentials.ready();
    return reader(service, { region, project_id }, credentials, settings, remaining);
  }
}
