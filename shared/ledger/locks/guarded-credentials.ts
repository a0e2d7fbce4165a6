import type { Credentials } from '../../huawei/credentials.ts';
import { openCredentials } from '../../huawei/open-credentials.ts';
import type { Settings } from '../../settings/settings.ts';
import { openLedger } from '../store.ts';
import { openBreaker } from './credential-breaker.ts';

/** The credentials for a project, which with a ledger respect its breaker. Throws as `openCredentials` does. */
export function guardedCredentials(
  settings: Settings,
  place: { readonly region: string; readonly project_id: string },
): Promise<Credentials> {
  const { LEDGER_TABLE } = settings;
  if (!LEDGER_TABLE) return openCredentials(settings, place);
  const { table } = openLedger(LEDGER_TABLE);
  return openCredentials(settings, place, {
    guardOf: (login) => openBreaker(table, login, settings, place.project_id),
  });
}
