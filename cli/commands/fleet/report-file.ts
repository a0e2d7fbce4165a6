import { readChanges } from '../../../shared/desk/changes.ts';
import type { Unoffered } from '../../../shared/desk/fleet-words.ts';
import { forecastLine } from '../../../shared/desk/forecast-words.ts';
import { readHistory } from '../../../shared/desk/history.ts';
import { readHome } from '../../../shared/desk/home.ts';
import { isPlan } from '../../../shared/desk/read-rollout.ts';
import { isNotable, targetStanding } from '../../../shared/desk/rollout-targets.ts';
import type { FleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import type { CalendarView } from '../../../shared/page/calendar.ts';
import { type OpenRollout, reportFile } from '../../../shared/page/report-file.ts';
import type { FleetTable } from '../../../shared/platform/fleet-ports.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import type { Here } from '../../../shared/words/command-text.ts';
import { foreseenRollout } from '../../foreseen-rollout.ts';
import type { Having } from '../../needs.ts';

/** So many targets of a rollout are told one by one. */
const TARGETS = 100;

/** What a report was made of, and of which fleets it tells. */
interface Made {
  readonly report: FleetReport;
  readonly unoffered: readonly Unoffered[];
  readonly fleets: Fleets;
  /** Whether fleets are told as well that are no more in the files. */
  readonly isWhole: boolean;
  readonly calendar: CalendarView;
}

/** The report as one file, with what needs somebody, rollouts, calendar and history. Throws `PlatformUnavailable`. */
export async function writtenFile(
  { report, unoffered, fleets, isWhole, calendar }: Made,
  settings: Having<'FLEET_TABLE'>,
  here: Here,
): Promise<string> {
  const { at: now } = report;
  const table = openFleetTable(settings.FLEET_TABLE);
  const ledger = settings.LEDGER_TABLE ? openLedger(settings.LEDGER_TABLE).table : undefined;
  const names = Object.keys(fleets);
  const isTold = ({ fleet }: { readonly fleet: string }) => isWhole || names.includes(fleet);
  const home = await readHome(table, ledger, names);
  const open = home.open.filter(isTold);
  return reportFile({
    report,
    unoffered,
    home: { ...home, open, fleets: home.fleets.filter(isTold) },
    rollouts: await Promise.all(open.map((head) => openRollout(head, { table, settings, now, here }))),
    calendar,
    history: await readHistory(table, names),
    note: ledger ? undefined : 'Pauses are not told: LEDGER_TABLE is not set.',
    here,
  });
}

interface Reading {
  readonly table: FleetTable;
  readonly settings: Having<'FLEET_TABLE'>;
  readonly now: number;
  readonly here: Here;
}

async function openRollout(head: RolloutHead, { table, settings, now, here }: Reading): Promise<OpenRollout> {
  const [whole, changes] = await Promise.all([
    foreseenRollout(table, head, settings, now),
    isPlan(head) ? readChanges(table, head.id) : undefined,
  ]);
  const { targets, left_out, log, forecast, back } = whole;
  const rows = isPlan(head)
    ? targets
    : targets.filter((row) => isNotable(row, targetStanding(row, head, now)));
  return {
    view: {
      ...{ head, left_out, log, back, now, here, rows: rows.slice(0, TARGETS) },
      forecast: forecast && forecastLine(forecast),
    },
    changes,
  };
}
