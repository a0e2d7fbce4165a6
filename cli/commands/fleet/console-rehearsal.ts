import { catalog } from '../../../functions/catalog.ts';
import type { Sources } from '../../../shared/console/sources.ts';
import { placesOf } from '../../../shared/fleet/places.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { agendaOfFiles } from './agenda-of-files.ts';

const REAL =
  /^(HW_.*|STAGE|POLICY|LEDGER_TABLE|FLEET_TABLE|QUEUE_URL|DEAD_LETTER_QUEUE_URL|EVENT_BUS|PREFLIGHT|WEBHOOK_.*|TIMING|AWS_.*|https?_proxy)$/i;

/** What the console shows of a rehearsal, and a file that opens a shell in which its commands work. */
export interface RehearsedConsole {
  readonly sources: Sources;
  readonly shell: string;
  close(): Promise<void>;
}

/** Builds the functions, plays fleets half way on stand-ins in this process, and points the environment at them alone. */
export async function startConsoleRehearsal(failed: (error: unknown) => void): Promise<RehearsedConsole> {
  const { buildFunctions } = await import('../../../stand-in/platform/build-functions.ts');
  const { startHalfWay } = await import('../../../stand-in/rehearsal/rollouts/half-way.ts');
  if (process.env._PLATFORM_BUILT === undefined) buildFunctions();
  // Neither the real account nor the real ledger and queues may hear of a rehearsal.
  for (const name of Object.keys(process.env)) if (REAL.test(name)) delete process.env[name];
  const { fast, variables, shell, close } = await startHalfWay(failed);
  Object.assign(process.env, variables);
  const { stage, fleets, calendar, now } = fast;
  const places = placesOf(fleets, {});
  return {
    shell,
    close,
    sources: {
      table: openFleetTable(stage.ledger.fleetTable),
      ledger: openLedger(stage.ledger.table).table,
      fleets,
      places,
      site: loadSettings(),
      here: {},
      agenda: (at) => agendaOfFiles({ calendar, schedules: [], sites: places }, at),
      now,
      operations: async () => catalog,
    },
  };
}
