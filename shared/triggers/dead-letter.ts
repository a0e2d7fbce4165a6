import { needsNobody } from '../ledger/entry/cancel.ts';
import { type Entry, isSettled } from '../ledger/entry/entry.ts';
import { requestKey } from '../ledger/keys.ts';
import { openLedger } from '../ledger/store.ts';
import { fitted, putOnQueue } from '../platform/platform.ts';
import { type Given, inForce } from '../settings/settings.ts';
import { carry } from '../terms/carried.ts';
import type { Delivery } from '../terms/delivery.ts';
import type { Operation } from '../terms/operation.ts';
import type { Report } from '../terms/report.ts';
import { parseJson } from '../values/json/parse-json.ts';
import { redact, redactText } from '../values/redact.ts';

// SQS refuses control characters in attributes, and an empty value.
const attribute = (text: string) =>
  redactText(text)
    .replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')
    .slice(0, 1000) || '-';

/** The body as it came unless it holds a secret, which may be spelled with escapes. */
function masked(body: string): string {
  const parsed = parseJson(body);
  if (parsed === undefined) return redactText(body);
  try {
    const [whole, safe] = [JSON.stringify(parsed), JSON.stringify(redact(parsed))];
    return whole === safe ? redactText(body) : safe;
  } catch {
    // Nested too deep to be walked, it is a text like any other.
    return redactText(body);
  }
}

/**
 * Puts a message that no later try can cure on the dead-letter queue, its body unchanged but for secrets, with the
 * reason beside it, and marks it as handed over in the ledger. False when no such queue is configured (`STAGE` local).
 * Throws `PlatformUnavailable`, `Misconfigured`.
 */
export async function deadLetter(
  operation: Operation,
  report: Report,
  delivery: Delivery,
  body: string,
  given: Given,
): Promise<boolean> {
  const { DEAD_LETTER_QUEUE_URL: url, LEDGER_TABLE } = inForce(given);
  if (!url) return false;
  const { status, outcomes, request_id, project_id, sender, conflicts } = report;
  const bad = outcomes.find((outcome) => !needsNobody(outcome));
  const reason = bad?.reason ?? report.reason ?? status;
  const { triggered_at, trigger } = delivery;
  const attributes = {
    ...carry({ request_id, triggered_at, trigger }),
    request_id: attribute(request_id),
    status: report.settled ?? status,
    reason: attribute(conflicts ? `two jobs for ${conflicts.join(', ')}` : reason),
    time: new Date().toISOString(),
    ...(conflicts ? { code: 'two_jobs' } : bad?.code && { code: attribute(bad.code) }),
    ...(sender && { sender: attribute(sender) }),
  };
  await putOnQueue(url, operation.name, [fitted({ body: masked(body) || ' ', attributes })]);
  if (report.hand_over && LEDGER_TABLE && project_id) {
    const pk = requestKey(operation.name, project_id, request_id);
    await openLedger(LEDGER_TABLE).change(operation, pk, (entry) =>
      isSettled(entry) && entry.hand_over === 'pending' ? handedOver(entry) : entry,
    );
  }
  return true;
}

const handedOver = ({ due_at: _, ...entry }: Entry): Entry => ({ ...entry, hand_over: 'done' });
