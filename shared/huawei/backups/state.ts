import type { StateReading } from '../../terms/follow.ts';
import type { Read } from '../../terms/lookup.ts';
import { findBackup } from './list.ts';
import type { BackupRequest } from './request.ts';

/** Whether the backup is in the list as completed: there is no other proof. */
export const backupState = (reads: (request: BackupRequest) => Read): StateReading<BackupRequest> => ({
  reads: (request) => ({ backups: reads(request) }),
  read: (answers, request) => {
    const found = findBackup(answers, request);
    if (found === 'unread') return undefined;
    if (found === 'absent') return { shows: `no backup ${request.name}`, promised: false };
    const { status } = found;
    if (status === undefined) return undefined;
    const promised = status.toUpperCase() === 'COMPLETED';
    return { shows: `backup ${request.name}${promised ? '' : ` ${status}`}`, promised };
  },
});
