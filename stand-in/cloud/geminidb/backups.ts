import { backupFields } from '../backup-fields.ts';
import { beginBackup, listOf } from '../backups.ts';
import type { Handler } from '../exchange.ts';
import { instanceOfPath } from '../lookup.ts';

/** Takes a manual backup: 202 `{job_id, backup_id}` (fleet contract §5). */
export const createBack: Handler = (exchange) => {
  const asked = backupFields(exchange.body, ['name', 'description']);
  const instance = instanceOfPath(exchange, 'geminidb');
  const { job, backup } = beginBackup(exchange, instance, asked, {
    name: 'BackupInstance',
    shows: 'BACKUP', // that `actions` shows it, and in this word, is inferred [I]
    suffix: 'br06',
  });
  return { status: 202, body: { job_id: job.id, backup_id: backup.id } };
};

/** `GET /backups`: here the letter case of the type counts (fleet contract §5). */
export const showAllInstancesBackupsNew: Handler = listOf(
  ['Auto', 'Manual'],
  ({ backup, instance, ...times }) => ({
    id: backup.id,
    name: backup.name,
    description: backup.description,
    instance_id: backup.instance_id,
    instance_name: instance?.name ?? '',
    ...times,
    size: 4803.77,
    type: 'Manual',
    datastore: { type: instance?.engine ?? '', version: instance?.version ?? '' },
    database_tables: [],
  }),
);
