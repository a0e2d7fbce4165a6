import { listBackups } from '../../shared/huawei/backups/list.ts';
import type { BackupRequest } from '../../shared/huawei/backups/request.ts';
import type { Read } from '../../shared/terms/lookup.ts';

/** The manual backups of the instance; here the letter case of the type counts (fleet contract §5). */
export const backupsOf = ({ instance_id }: BackupRequest): Read =>
  listBackups(
    { route: 'GET /v4/{project_id}/backups', older: 'GET /v3.1/{project_id}/backups' },
    instance_id,
    'Manual',
  );
