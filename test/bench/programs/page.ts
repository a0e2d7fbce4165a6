import { agendaOfFiles } from '../../../cli/commands/fleet/agenda-of-files.ts';
import { viewsOf } from '../../../shared/console/views.ts';
import { placesOf } from '../../../shared/fleet/places.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { LARGE_CALENDAR, LARGE_FLEETS } from '../large-fleets.ts';
import { LARGE_VIEWS } from '../large-rollouts.ts';
import { median } from '../statistics.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

/** Before the engine has seen a view often enough, it is slower than it stays. */
const WARMING = 5;

const views = viewsOf({
  table: openFleetTable('fleet'),
  ledger: openLedger('ledger').table,
  fleets: LARGE_FLEETS,
  places: placesOf(LARGE_FLEETS, {}),
  site: loadSettings(),
  here: {},
  now: Date.now,
  operations: async () => [],
  agenda: (now) => agendaOfFiles(LARGE_CALENDAR, now),
});

/** What a view costs this process alone: whoever answers for the table is another one. */
async function measure(address: string): Promise<{ cpu_ms: number; bytes: number }> {
  const { pathname: path, searchParams: query } = new URL(address, 'http://console');
  const asked = { path, query };
  const costs: number[] = [];
  let bytes = 0;
  for (let round = 0; round < WARMING + settings.calls; round += 1) {
    const since = process.cpuUsage();
    const page = await views(asked);
    const { user, system } = process.cpuUsage(since);
    if (page?.status !== 200) throw new Error(`no page: ${page?.html.slice(-500)}`);
    if (round >= WARMING) costs.push((user + system) / 1000);
    bytes = Buffer.byteLength(page.html);
  }
  return { cpu_ms: median(costs), bytes };
}

const pages: { name: string; cpu_ms: number; bytes: number }[] = [];
for (const [name, address] of Object.entries(LARGE_VIEWS)) pages.push({ name, ...(await measure(address)) });
report({ pages });
