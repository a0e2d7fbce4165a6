import { schedule } from '../ledger/due-times.ts';
import type { Entry } from '../ledger/entry/entry.ts';
import { fingerprint } from '../ledger/entry/fingerprint.ts';
import { note } from '../ledger/entry/history.ts';
import { openLedger } from '../ledger/store.ts';
import { type Given, inForce } from '../settings/settings.ts';
import type { Delivery } from '../terms/delivery.ts';
import { Ended } from '../terms/errors.ts';
import { type Intent, readKey } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { notSent } from '../terms/outcome.ts';
import { readReleaseId } from '../terms/release.ts';
import type { Report } from '../terms/report.ts';
import { redact } from '../values/redact.ts';

/**
 * Keeps in the ledger that a release was refused as forbidden or invalid, under the id of its message, so that its rollout learns it; what stands
 * there already stays. What cannot be kept is found by its silence.
 */
export async function keepRefusal(
  operation: Operation,
  delivery: Delivery,
  report: Report,
  given: Given,
): Promise<void> {
  const code = REFUSALS.find((one) => one === report.status);
  if (!code || !readReleaseId(delivery.request_id)) return;
  try {
    const settings = inForce(given);
    if (!settings.LEDGER_TABLE) return;
    const key = readKey(delivery, settings);
    const entry = refused(operation, delivery, report, { code, key });
    const ledger = openLedger(settings.LEDGER_TABLE);
    await ledger.write(operation, schedule(entry, Date.now(), settings.TIMING), undefined);
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
  }
}

const REFUSALS = ['forbidden', 'invalid'] as const;

function refused(
  operation: Operation,
  { trigger, triggered_at, sender }: Delivery,
  { reason = '' }: Report,
  { code, key }: { code: (typeof REFUSALS)[number]; key: Intent },
): Entry {
  const { request_id, region, project_id, written } = key;
  const outcome = (target: string) => notSent(target, { code, reason });
  const targets = targetsIn(operation, written, request_id);
  const entry: Entry = {
    operation: operation.name,
    request_id,
    region,
    project_id,
    intent: redact(written),
    fields: {},
    fingerprint: fingerprint({ ...written, request_id, region, project_id }),
    trigger,
    triggered_at,
    ...(sender && { sender }),
    deadline: triggered_at,
    terms: { within_ms: operation.follow.within_ms },
    targets: Object.fromEntries(
      targets.map((target) => [target, { state: 'done', outcomes: [outcome(target)] }]),
    ),
    tries: 0,
    put_off: 0,
    settled_at: Date.now(),
  };
  return note(entry, Date.now(), { what: 'ended', said: reason });
}

/** What it names, as far as that can be read; else its own id stands for it. */
function targetsIn(operation: Operation, written: object, request_id: string): readonly string[] {
  const named = readable(() => operation.targets(written)).filter(
    (target) => typeof target === 'string' && target,
  );
  return named.length > 0 ? named : [request_id];
}

/** What an operation reads out of fields that nobody has checked. */
function readable(read: () => readonly string[]): readonly string[] {
  try {
    const named: unknown = read();
    return Array.isArray(named) ? named : [];
  } catch {
    return [];
  }
}
