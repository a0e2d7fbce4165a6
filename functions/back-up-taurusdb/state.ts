import { backupState } from '../../shared/huawei/backups/state.ts';
import { backupsOf } from './list.ts';

/** Whether the list of backups holds this one as completed. */
export const state = backupState(backupsOf);
