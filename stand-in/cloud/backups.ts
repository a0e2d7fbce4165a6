import type { Exchange, Handler } from './exchange.ts';
import { pageOf } from './paging.ts';
import { busyError, parameterError, Refusal } from './refusal.ts';
import type { Backup, Instance } from './resources.ts';
import { isBusy, settleInstance } from './settle.ts';
import { vendorTime } from './times.ts';
import { isVisible, type Work, workStatus } from './work.ts';

/** What a service says of the backups that it takes (fleet contract §5). */
interface Kind {
  /** The name of the job. */
  readonly name: string;
  /** The word for it at the instance. */
  readonly shows: string;
  /** What the id of a backup ends in. */
  readonly suffix: string;
}

/** Begins a backup under this name, which no other of the project may have; how a second one is refused is unknown [?]. */
export function beginBackup(
  exchange: Exchange,
  instance: Instance,
  { name, description }: { name: string; description: string },
  { name: job_name, shows, suffix }: Kind,
): { job: Work; backup: Backup } {
  const { id: instance_id, project_id, service } = instance;
  if (!/^[A-Za-z][A-Za-z0-9_-]{3,63}$/.test(name)) throw parameterError('name is invalid.');
  if (description.length > 256 || /[>!<"&'=]/.test(description))
    throw parameterError('description is invalid.');
  if (exchange.state.backups.by('project', project_id).some((other) => other.name === name))
    throw parameterError('name is used already.');
  if (isBusy(exchange.state, instance, exchange.now)) throw new Refusal(busyError(service));
  const job = exchange.start({
    id: exchange.nextId(instance_id),
    service,
    project_id,
    instance_id,
    target: instance_id,
    name: job_name,
    shows,
    change: { kind: 'backup', name },
  });
  const id = `${exchange.nextId(instance_id).replaceAll('-', '').slice(0, 32)}${suffix}`;
  const backup = { id, name, description, instance_id, project_id, job_id: job.id };
  exchange.state.backups.set(id, backup);
  return { job, backup };
}

/** A backup as its service lists it, and the instance that it is of. */
interface ShownBackup {
  readonly backup: Backup;
  readonly instance: Instance | undefined;
  readonly begin_time: string;
  readonly end_time: string;
  readonly status: string;
}

/** The list of manual backups; `types` are the words that its filter takes. */
export const listOf =
  (
    [auto, manual]: readonly [auto: string, manual: string],
    shape: (shown: ShownBackup) => Record<string, unknown>,
  ): Handler =>
  ({ state, params, query, now }) => {
    const { backup_type: type, instance_id: of, backup_id } = query;
    if (type && type !== auto && type !== manual) throw parameterError('backup_type is invalid.');
    const found = state.backups
      .by('project', params.project_id ?? '')
      .filter((one) => (!of || one.instance_id === of) && (!backup_id || one.id === backup_id))
      .filter(() => type !== auto);
    const shown = found.flatMap((backup): ShownBackup[] => {
      settleInstance(state, backup.instance_id, now);
      const job = state.jobs.get(backup.job_id);
      if (!job || !isVisible({ ...job, vanishes: Number.POSITIVE_INFINITY }, now)) return [];
      const status = statusOf(job, now);
      return [
        {
          backup,
          instance: state.instances.get(backup.instance_id),
          begin_time: vendorTime(job.created),
          end_time: status === 'BUILDING' ? '' : vendorTime(Math.min(job.ends, now)),
          status,
        },
      ];
    });
    const backups = pageOf(shown, query, { limits: { max: 100 }, limit: 100 }).map((one) => {
      const { status, ...rest } = shape(one);
      // A test may have taken the proof away.
      return one.instance?.missing.includes('backup_status') ? rest : { ...rest, status };
    });
    return { status: 200, body: { backups, total_count: shown.length } };
  };

/** BUILDING until its job has ended and the list shows it; a backup of a job that changed nothing has failed. */
function statusOf(job: Work, now: number): string {
  const status = workStatus(job, now);
  if (status === 'Failed' || status === 'Canceled') return 'FAILED';
  if (status !== 'Completed' || !job.settled) return 'BUILDING';
  return job.change.kind === 'none' ? 'FAILED' : 'COMPLETED';
}
