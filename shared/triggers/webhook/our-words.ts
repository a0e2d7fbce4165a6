import type { Sender } from '../../telling/desk/senders.ts';
import { InvalidIntent } from '../../terms/errors.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';

type Fields = NonNullable<Sender['fields']>;

/** An intent of a sender whose fields are called otherwise, in our words. Throws `InvalidIntent` where two fields stand for one. */
export function inOurWords(written: unknown, fields: Fields): unknown {
  if (!isPlainObject(written)) return written;
  const renamed = Object.entries(written).flatMap(([theirs, value]) => {
    const ours = Object.hasOwn(fields, theirs) ? (fields[theirs] ?? null) : theirs;
    return ours === null ? [] : [{ theirs, ours, value }];
  });
  const twice = renamed.find(({ ours }, index) => renamed.findIndex((one) => one.ours === ours) < index);
  if (twice) {
    throw new InvalidIntent([
      { path: twice.theirs, message: `stands for ${twice.ours}, which is there too` },
    ]);
  }
  return Object.fromEntries(renamed.map(({ ours, value }) => [ours, value]));
}

/** What a sender calls a field of ours. */
export const theirWord = (ours: string, fields: Fields): string =>
  Object.entries(fields).find(([, one]) => one === ours)?.[0] ?? ours;

/** Runs what reads an intent; of its faults it names the fields as the sender does. */
export function inTheirWords<Read>(fields: Fields, read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InvalidIntent)) throw error;
    throw new InvalidIntent(
      error.faults.map(({ path, message }) => ({
        path: path.replace(/^\w+/, (ours) => theirWord(ours, fields)),
        message,
      })),
    );
  }
}
