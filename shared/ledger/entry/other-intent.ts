import type { Delivery } from '../../terms/delivery.ts';
import { InvalidIntent } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import { requestKey } from '../keys.ts';
import type { Ledger } from '../store.ts';
import type { Entry, RefusedIntent } from './entry.ts';
import { fingerprint, isOf } from './fingerprint.ts';

// Each takes room in an item that has a size.
const MOST_KEPT = 5;

/**
 * Throws `InvalidIntent`, naming the fields that differ, when a request's id stands for another intent already, and keeps
 * that on the request's record; `PlatformUnavailable` when it cannot be kept.
 */
export async function refuseOtherIntent(
  operation: Operation,
  ledger: Ledger,
  delivery: Delivery,
  { written, request_id, region, project_id }: Intent,
  entry: Entry,
): Promise<void> {
  if (delivery.directions?.resumed) return;
  const came = { ...written, request_id, region, project_id };
  if (isOf(entry.fingerprint, came)) return;
  const print = fingerprint(came);
  const fields = differing(redact(came), entry.intent).join(', ') || 'a part that is not shown';
  await ledger.change(operation, requestKey(operation.name, project_id, request_id), (stands) =>
    withRefused(stands, {
      at: delivery.triggered_at,
      trigger: delivery.trigger,
      ...(delivery.sender && { sender: delivery.sender }),
      differs_in: fields,
      fingerprint: print,
    }),
  );
  const since = iso(entry.triggered_at);
  throw new InvalidIntent([
    {
      path: 'request_id',
      message:
        `expected a new id: this one stands for another intent already, of ${since}, which differs in ${fields} ` +
        `(fingerprint ${entry.fingerprint}, now ${print})`,
    },
  ]);
}

/** The same intent delivered once more is the same refusal. */
function withRefused(entry: Entry, one: RefusedIntent): Entry {
  const { refused = [] } = entry;
  const known = refused.some(({ fingerprint }) => fingerprint === one.fingerprint);
  return known || refused.length >= MOST_KEPT ? entry : { ...entry, refused: [...refused, one] };
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields in which two intents differ, their secrets masked. */
const differing = (one: Fields, other: Fields): string[] =>
  Object.keys({ ...other, ...one })
    .filter((name) => fingerprint({ [name]: one[name] }) !== fingerprint({ [name]: other[name] }))
    .sort();
