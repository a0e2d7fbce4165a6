import * as z from 'zod/mini';
import { utc } from '../../values/time/instant.ts';

/** What a backup is asked for by. */
export interface BackupRequest {
  readonly instance_id: string;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
}

/** "4–64 characters, a letter first, then letters, digits, - and _"; unique among the backups (fleet contract §5). */
export const backupName = z
  .string()
  .check(
    z.regex(/^[A-Za-z][A-Za-z0-9_-]{3,63}$/, 'expected 4 to 64 letters, digits, - and _, a letter first'),
  );

/** "At most 256 characters, none of > ! < " & ' =" (fleet contract §5). */
export const backupDescription = z
  .string()
  .check(z.regex(/^[^>!<"&'=]{1,256}$/, 'expected at most 256 characters, none of > ! < " & \' ='));

/** The name of a backup that has been given none: by its instance and the time of its trigger, so that a look finds this one. */
const nameAt = (instance_id: string, at: number): string =>
  `upkeep-${utc(at).replace(/\D/g, '')}-${instance_id}`.slice(0, 64);

/** The request with a name, in the order in which the vendor's samples write it. */
export const named = <Request extends BackupRequest>(
  { instance_id, name = undefined, description, ...rest }: Request,
  triggeredAt: number,
): Request =>
  ({
    instance_id,
    name: name ?? nameAt(instance_id, triggeredAt),
    ...(description !== undefined && { description }),
    ...rest,
  }) as Request;
