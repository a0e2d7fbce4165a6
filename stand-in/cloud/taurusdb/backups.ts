import { backupFields } from '../backup-fields.ts';
import { beginBackup, listOf } from '../backups.ts';
import type { Handler } from '../exchange.ts';
import { findInstance } from '../lookup.ts';
import { noSuchInstance } from '../refusal.ts';
import { vendorTime } from '../times.ts';

/** Takes a manual backup: 201 `{backup, job_id}` (fleet contract §5). */
export const createGaussMySqlBackup: Handler = (exchange) => {
  const { instance_id, ...asked } = backupFields(exchange.body, ['instance_id', 'name']);
  const instance = findInstance(exchange, 'taurusdb', instance_id);
  if (!instance) throw noSuchInstance();
  const { job, backup } = beginBackup(exchange, instance, asked, {
    name: 'CreateGaussDBforMySQLManualBackup', // no page has its name [?]
    shows: 'BACKING UP',
    suffix: 'br07',
  });
  const { id, name, description } = backup;
  const begin_time = vendorTime(exchange.now);
  return {
    status: 201,
    body: {
      backup: { id, name, description, begin_time, status: 'BUILDING', type: 'manual', instance_id },
      job_id: job.id,
    },
  };
};

/** `GET /backups` (fleet contract §5). */
export const showGaussMySqlBackupList: Handler = listOf(
  ['auto', 'manual'],
  ({ backup, instance, ...times }) => ({
    id: backup.id,
    name: backup.name,
    description: backup.description,
    instance_id: backup.instance_id,
    instance_name: instance?.name ?? '',
    ...times,
    take_up_time: 1,
    size: 4803.77,
    type: 'manual',
    datastore: { type: 'gaussdb-mysql', version: '8.0' },
    backup_level: '2',
  }),
);
