import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { lockInstances } from '../../shared/ledger/locks/instance-lock.ts';
import { findLocks, releaseLock } from '../../shared/ledger/locks/release-lock.ts';
import { type Ledger, openLedger } from '../../shared/ledger/store.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Intent } from '../../shared/terms/intent.ts';
import type { Scenario } from './scenarios.ts';

/** The targets whose instances a later request cannot take, not even once a person has released them. */
export async function stuckTargets(scenario: Scenario): Promise<string[]> {
  const ledger = openLedger(loadSettings().LEDGER_TABLE ?? '');
  const held = await heldFrom(scenario, ledger, scenario.targets);
  if (held.length === 0) return [];
  const { operation, intent } = scenario;
  const release = { by: 'a person', at: new Date().toISOString(), reason: 'seen at rest in the console' };
  for (const target of held) {
    const instance = operation.instanceOf?.(intent, target) ?? target;
    for (const lock of await findLocks(ledger, instance, [operation])) {
      await releaseLock(ledger, operation, lock, instance, release);
    }
  }
  return heldFrom(scenario, ledger, held);
}

/** Takes the instances as a request does that comes later. */
async function heldFrom(
  { operation, example: { project_id }, intent, env }: Scenario,
  ledger: Ledger,
  targets: readonly string[],
): Promise<string[]> {
  const request_id = 'later';
  const entry = { operation: operation.name, request_id, project_id, terms: { within_ms: 0 } } as Entry;
  const pk = requestKey(operation.name, project_id, request_id);
  const ticket = { ledger, pk, owner: pk, entry, held: undefined, send: targets, look: [] };
  const atRest = new Set(env.PREFLIGHT === 'off' ? [] : targets);
  const held = await lockInstances(operation, ticket, { fields: intent } as unknown as Intent, atRest);
  return [...held.keys()];
}
