import type { Settings } from '../../../shared/settings/settings.ts';
import { pipeline, type ReadCalendar } from '../../../shared/submission/pipeline.ts';
import type { Delivery } from '../../../shared/terms/delivery.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import type { Report } from '../../../shared/terms/report.ts';
import { isPlainObject } from '../../../shared/values/json/plain-object.ts';

const PATIENCE_MS = 10_000;

/** An intent as a dry run. */
export const asDryRun = (intent: unknown): unknown =>
  isPlainObject(intent) ? { ...intent, dry_run: true } : intent;

/**
 * What a dry run of the delivery shows now, for the person who is about to confirm it; undefined when it came to nothing.
 * What is not read within ten seconds stays unchecked.
 */
export async function judge(
  operation: Operation,
  delivery: Delivery,
  settings: Settings,
  calendar: ReadCalendar,
): Promise<Report | undefined> {
  const { HW_TIMEOUT_MS, TIMING } = settings;
  const until = Date.now() + PATIENCE_MS;
  // What is kept back for a read and a submission is no concern of a person who waits.
  const kept = 2 * HW_TIMEOUT_MS + TIMING.submit_margin_ms;
  const remaining = () => until - Date.now() + kept;
  const run = pipeline(operation, () => undefined, calendar);
  const report = await run({ ...delivery, intent: asDryRun(delivery.intent), remaining }, settings);
  return report.status === 'dry_run' ? report : undefined;
}
