import * as z from 'zod/mini';
import { CONTROL } from '../../values/control-characters.ts';
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

const DESCRIPTION =
  'expected at most 256 characters, none of > ! < " & \' =, in one line without control characters';
// No control character, no half of a character, no end of a line or paragraph.
const TEXT = new RegExp(String.raw`^[^>!<"&'=${CONTROL}\ud800-\udfff\u2028\u2029\uFFFE\uFFFF]*$`, 'u');
/**
 * "At most 256 characters, none of > ! < " & ' =" (fleet contract §5): words of people, in one line. What is no text (control
 * characters, halves of characters, U+FFFE and U+FFFF) the page does not name, and it is refused before the cloud has to.
 */
export const backupDescription = z
  .string()
  .check(
    z.minLength(1, 'expected at least one character'),
    z.maxLength(256, { error: DESCRIPTION, abort: true }),
    z.regex(TEXT, DESCRIPTION),
  );

/** The name of a backup that has been given none: by its instance and the time of its trigger, so that a look finds this one. */
const nameAt = (instance_id: string, at: number): string =>
  `upkeep-${utc(at).replace(/\D/g, '')}-${instance_id}`.slice(0, 64);

/** What asks for a backup of an instance at a time (epoch ms). */
export const backUpOf = (instance_id: string, at: number) => ({ instance_id, name: nameAt(instance_id, at) });

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
