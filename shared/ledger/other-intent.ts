import { InvalidIntent } from '../errors.ts';
import type { Flow } from '../flow.ts';
import type { Intent } from '../intent.ts';
import { redact } from '../redact.ts';
import type { Entry } from './entry.ts';
import { fingerprint, isOf } from './fingerprint.ts';

/** Throws `InvalidIntent`, naming the fields that differ, when a request's id stands for another intent already. */
export function refuseOtherIntent(
  flow: Flow,
  { written, request_id, region, project_id }: Intent,
  entry: Entry,
): void {
  if (flow.directions?.resumed) return;
  const came = { ...written, request_id, region, project_id };
  if (isOf(entry.fingerprint, came)) return;
  const fields = differing(redact(came), entry.intent).join(', ') || 'a part that is not shown';
  const since = new Date(entry.triggered_at).toISOString();
  throw new InvalidIntent([
    {
      path: 'request_id',
      message:
        `expected a new id: this one stands for another intent already, of ${since}, which differs in ${fields} ` +
        `(fingerprint ${entry.fingerprint}, now ${fingerprint(came)})`,
    },
  ]);
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields in which two intents differ, their secrets masked. */
const differing = (one: Fields, other: Fields): string[] =>
  Object.keys({ ...other, ...one })
    .filter((name) => fingerprint({ [name]: one[name] }) !== fingerprint({ [name]: other[name] }))
    .sort();
