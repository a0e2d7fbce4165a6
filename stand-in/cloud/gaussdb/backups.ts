import { backupFields } from '../backup-fields.ts';
import { beginBackup, listOf } from '../backups.ts';
import type { Handler } from '../exchange.ts';
import { findInstance } from '../lookup.ts';
import { noSuchInstance } from '../refusal.ts';
import { vendorTime } from '../times.ts';

/** Takes a manual backup: 200 `{backup, job_id}` (fleet contract §5). */
export const createManualBackup: Handler = (exchange) => {
  const { instance_id, ...asked } = backupFields(exchange.body, ['instance_id', 'name']);
  const instance = findInstance(exchange, 'gaussdb', instance_id);
  if (!instance) throw noSuchInstance();
  const { job, backup } = beginBackup(exchange, instance, asked, {
    name: 'BackupSnapshotGaussDBV5InInstance',
    shows: 'BACKING UP',
    suffix: 'br14',
  });
  const { id, name, description } = backup;
  const begin_time = vendorTime(exchange.now);
  return {
    status: 200,
    body: {
      backup: { id, name, description, begin_time, status: 'BUILDING', type: 'manual', instance_id },
      job_id: job.id,
    },
  };
};

/** `GET /backups`; the vendor's sample spells `id` with a blank behind it (fleet contract §5). */
export const listBackups: Handler = listOf(['auto', 'manual'], ({ backup, instance, ...times }) => ({
  'id ': backup.id,
  name: backup.name,
  description: backup.description,
  instance_id: backup.instance_id,
  ...times,
  size: 4803.77,
  type: 'manual',
  datastore: { type: 'GaussDB', version: instance?.version ?? '' },
}));
