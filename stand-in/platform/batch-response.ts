import type { Invocation } from './lambda.ts';

/**
 * The message ids a function reported as failed, read as AWS reads `ReportBatchItemFailures`: an empty answer means
 * all succeeded; a failed function, a malformed answer or an unknown id means none did.
 */
export function failedMessages(invocation: Invocation | undefined, messageIds: readonly string[]): string[] {
  const all = [...messageIds];
  if (!invocation?.ok) return all;
  const { payload } = invocation;
  if (payload === null || payload === undefined || payload === '') return [];
  if (typeof payload !== 'object' || Array.isArray(payload)) return all;
  const failures = 'batchItemFailures' in payload ? payload.batchItemFailures : null;
  if (failures === null) return [];
  if (!Array.isArray(failures)) return all;
  const ids: unknown[] = failures.map((failure) => failure?.itemIdentifier);
  return ids.every((id) => all.includes(id as string)) ? all.filter((id) => ids.includes(id)) : all;
}
