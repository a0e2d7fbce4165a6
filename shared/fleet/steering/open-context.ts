import { bundledCalendar } from '../../calendar/bundled.ts';
import { readUsual } from '../../durations/read-lasts.ts';
import { readPauses } from '../../ledger/pause.ts';
import { openLedger } from '../../ledger/store.ts';
import { openFleetTable } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { bundledFleets } from '../bundled.ts';
import type { Brought, Context } from './context.ts';
import { openSteering } from './store.ts';

const EMPTY: Context['calendar'] = { windows: {}, freezes: {}, never_together: [] };

/** What a run steers by, as it stands now. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function openContext(settings: Settings, offering: readonly Brought[]): Promise<Context> {
  const { FLEET_TABLE, LEDGER_TABLE, QUEUE_URL } = settings;
  if (!FLEET_TABLE || !LEDGER_TABLE || !QUEUE_URL) {
    throw new Misconfigured('rollouts need FLEET_TABLE, LEDGER_TABLE and QUEUE_URL');
  }
  const table = openFleetTable(FLEET_TABLE);
  const ledger = openLedger(LEDGER_TABLE).table;
  const operations = new Map(offering.map((one) => [one.operation.name, one]));
  const brought = offering.flatMap(({ operation, bring }) => (bring || operation.backUp ? [operation] : []));
  const usual = await readUsual(brought, table);
  return {
    settings: { ...settings, QUEUE_URL },
    table,
    store: openSteering(table),
    ledger,
    fleets: await bundledFleets(settings),
    calendar: (await bundledCalendar(settings)) ?? EMPTY,
    operations,
    pauses: await readPauses(ledger),
    lastsOf({ operation, instance }) {
      const found = operations.get(operation);
      return found ? usual(found.operation, instance).ms : Number.POSITIVE_INFINITY;
    },
  };
}
