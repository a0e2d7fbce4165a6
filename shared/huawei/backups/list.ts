import * as z from 'zod/mini';
import type { Answers, Read } from '../../terms/lookup.ts';
import { eachOf, lenient } from '../../values/json/lenient.ts';
import { mayBeId } from '../ids.ts';
import type { BackupRequest } from './request.ts';

/** How a service lists backups, newest API first. */
export interface BackupList {
  readonly route: string;
  readonly older?: string;
}

/** The manual backups of one instance; `type` is the service's word for them. */
export const listBackups = ({ route, older }: BackupList, instance_id: string, type: string): Read => ({
  route,
  ...(older && { older }),
  query: { instance_id, backup_type: type },
  list: { items: 'backups', size: 100, offset: 'items' },
});

const backup = z.looseObject({
  name: z.string(),
  status: lenient(z.string()),
  instance_id: lenient(z.string()),
});
const backups = z.lazy(() => eachOf(backup));

/** The backup of this name on the instance: *absent* where a complete list does not hold it, *unread* where it cannot be told. */
export function findBackup({ backups: answer }: Answers, { instance_id, name }: BackupRequest) {
  const read = backups.safeParse(answer);
  if (!read.success || name === undefined) return 'unread';
  const found = read.data.find((one) => one?.name === name);
  // Names are unique: one that seems to be of another instance proves nothing, and is in the way all the same.
  if (found) return mayBeId(found.instance_id, instance_id) ? found : { ...found, status: undefined };
  return read.data.includes(undefined) ? 'unread' : 'absent';
}
