import { lookForRoom } from '../../ledger/hourly-count.ts';
import { hourKey, requestKey } from '../../ledger/keys.ts';
import { openLedger } from '../../ledger/store.ts';
import { type Caller, permitted } from '../../policy/permitted.ts';
import type { Settings } from '../../settings/settings.ts';
import { Forbidden } from '../../terms/errors.ts';
import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';

/**
 * Refuses a webhook's intent that would be refused later, as far as can be known by now: the hour's room is only looked at
 * here, and an intent that the ledger knows passes, to be told what became of it. Throws `Forbidden`, `Misconfigured`,
 * `PlatformUnavailable`.
 */
export async function authorize(
  operation: Operation,
  caller: Caller,
  intent: Intent,
  settings: Settings,
): Promise<void> {
  const { rule, max_targets_per_hour: limit } = permitted(operation, caller, intent, settings);
  const { request_id, project_id, not_before = 0, targets } = intent;
  if (limit === undefined || !settings.LEDGER_TABLE || not_before > Date.now()) return;
  const { table, read } = openLedger(settings.LEDGER_TABLE);
  const id = requestKey(operation.name, project_id, request_id);
  const roomAt = await lookForRoom(table, hourKey(operation.name, rule), { id, targets, limit });
  if (roomAt === undefined || (await read(id))) return;
  throw new Forbidden(
    `${caller.trigger} ${caller.sender}: rule ${rule}, field max_targets_per_hour: ${limit} are taken within the hour`,
  );
}
