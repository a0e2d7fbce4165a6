import { type Answers, type Finding, mayLieIn, single, type Window } from '../../terms/lookup.ts';
import { isSameId, mayBeId } from '../ids.ts';
import { checkAtRest } from '../instances.ts';
import type { ServiceName } from '../services/services.ts';
import { findBackup } from './list.ts';
import type { BackupRequest } from './request.ts';

/** A job of a service's list: its id, name, start, and instance, wherever that stands. */
export interface ListedJob {
  readonly id: unknown;
  readonly name: unknown;
  readonly began: unknown;
  readonly instance: unknown;
}

/** Where two backups never have one name: their pages say so, that of GeminiDB does not (fleet contract §5). */
const NAMED_ONCE: readonly ServiceName[] = ['gaussdb', 'taurusdb'];

/**
 * What became of a lost backup. Found: one job of the instance in the time span whose name speaks of a backup. Unseen: no job of the
 * instance at all there, no backup of this name in the list, and the instance at rest. No page says how soon a backup is listed, so
 * this proves nothing; but where names are unique, there is no second one of it.
 */
export function judgeBackup(
  service: ServiceName,
  answers: Answers,
  jobs: readonly ListedJob[] | undefined,
  {
    request,
    target,
    window,
    taken,
  }: { request: BackupRequest; target: string; window: Window; taken: ReadonlySet<string> },
): Finding {
  if (!jobs) return { unclear: 'the jobs could not be read completely' };
  const near = jobs.filter(({ instance, began }) => mayBeId(instance, target) && mayLieIn(window, began));
  const ours = near.filter(
    ({ instance, name }) =>
      typeof instance === 'string' && isSameId(instance, target) && speaksOfBackup(name),
  );
  const candidate = single(
    ours.map(({ id }) => id),
    taken,
  );
  if (candidate !== 'none') return candidate;
  if (near.length > ours.length)
    return { unclear: 'a job of another name runs or ran on the instance at that time' };
  const found = findBackup(answers, request);
  if (found === 'unread') return { unclear: 'the backups could not be read completely' };
  if (found !== 'absent') return { unclear: `there is a backup ${request.name}, and no job that made it` };
  if (checkAtRest(service, answers, target))
    return { unclear: 'no job at that time, but the instance is not at rest' };
  const seen = `no job at that time, no backup ${request.name}, and the instance is at rest`;
  return NAMED_ONCE.includes(service) ? { unseen: seen } : { unclear: seen };
}

/** Whether a job's name is that of a backup: `BackupSnapshotGaussDBV5InInstance`, `BackupInstance` (fleet contract §5). */
export const speaksOfBackup = (name: unknown): boolean => /backup/i.test(String(name));
