import { listBackups } from '../../shared/huawei/backups/list.ts';
import type { BackupRequest } from '../../shared/huawei/backups/request.ts';
import type { Read } from '../../shared/terms/lookup.ts';

/** The manual backups of the instance (fleet contract §5). */
export const backupsOf = ({ instance_id }: BackupRequest): Read =>
  listBackups(
    { route: 'GET /v3.2/{project_id}/backups', older: 'GET /v3/{project_id}/backups' },
    instance_id,
    'manual',
  );
