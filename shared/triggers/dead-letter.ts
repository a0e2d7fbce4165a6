import { putOnQueue } from '../aws/queue.ts';
import { loadConfig } from '../config.ts';
import { redactText } from '../redact.ts';
import type { Report } from '../report.ts';

// SQS refuses control characters in attributes, and an empty value.
const attribute = (text: string) =>
  redactText(text)
    .replace(/[^\x20-\x7e\u00a0-\ud7ff]/g, '?')
    .slice(0, 1000) || '-';

/**
 * Puts a message that no later try can cure on the dead-letter queue, its body unchanged but for secrets, with the
 * reason beside it. False when there is none configured (`STAGE` local). Throws `PlatformUnavailable`, `Misconfigured`.
 */
export async function deadLetter(report: Report, body: string): Promise<boolean> {
  const { DEAD_LETTER_QUEUE_URL: url } = loadConfig();
  if (!url) return false;
  const reason = report.reason ?? report.outcomes.find((outcome) => outcome.reason)?.reason ?? report.status;
  const code = report.outcomes.find((outcome) => outcome.code)?.code;
  const attributes = {
    request_id: attribute(report.request_id),
    status: report.status,
    reason: attribute(reason),
    time: new Date().toISOString(),
    ...(code && { code: attribute(code) }),
    ...(report.sender && { sender: attribute(report.sender) }),
  };
  await putOnQueue(url, report.operation, [{ body: redactText(body) || ' ', attributes }]);
  return true;
}
