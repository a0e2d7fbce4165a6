import { backupPreflight } from '../../shared/huawei/backups/preflight.ts';
import { backupsOf } from './list.ts';

/** The instance is at rest, and no other backup has that name. */
export const preflight = backupPreflight('taurusdb', backupsOf);
