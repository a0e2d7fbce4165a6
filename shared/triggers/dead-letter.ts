import { putOnQueue } from '../aws/queue.ts';
import { loadConfig } from '../config.ts';
import { parseJson } from '../huawei/envelope.ts';
import { keyOf, openLedger } from '../ledger/store.ts';
import type { Operation } from '../operation.ts';
import { redact, redactText } from '../redact.ts';
import { type Report, statusOf } from '../report.ts';

// SQS refuses control characters in attributes, and an empty value.
const attribute = (text: string) =>
  redactText(text)
    .replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')
    .slice(0, 1000) || '-';

/** The body as it came unless it holds a secret, which may be spelled with escapes. */
function masked(body: string): string {
  const parsed = parseJson(body);
  if (parsed === undefined) return redactText(body);
  const [whole, safe] = [JSON.stringify(parsed), JSON.stringify(redact(parsed))];
  return whole === safe ? redactText(body) : safe;
}

/**
 * Puts a message that no later try can cure on the dead-letter queue, its body unchanged but for secrets, with the
 * reason beside it, and marks it as handed over in the ledger. False when no such queue is configured (`STAGE` local).
 * Throws `PlatformUnavailable`, `Misconfigured`.
 */
export async function deadLetter(operation: Operation, report: Report, body: string): Promise<boolean> {
  const { DEAD_LETTER_QUEUE_URL: url, LEDGER_TABLE } = loadConfig();
  if (!url) return false;
  const reason = report.reason ?? report.outcomes.find((outcome) => outcome.reason)?.reason ?? report.status;
  const code = report.outcomes.find((outcome) => outcome.code)?.code;
  const attributes = {
    request_id: attribute(report.request_id),
    status: report.status === 'duplicate' ? statusOf(report.outcomes) : report.status,
    reason: attribute(reason),
    time: new Date().toISOString(),
    ...(code && { code: attribute(code) }),
    ...(report.sender && { sender: attribute(report.sender) }),
  };
  await putOnQueue(url, operation.name, [{ body: masked(body) || ' ', attributes }]);
  if (report.hand_over && LEDGER_TABLE && report.project_id) {
    const pk = keyOf(operation.name, report.project_id, report.request_id);
    await openLedger(LEDGER_TABLE).change(operation, pk, ({ due_at: _, ...entry }) => ({
      ...entry,
      hand_over: 'done',
    }));
  }
  return true;
}
