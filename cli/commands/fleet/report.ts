import { catalog } from '../../../functions/catalog.ts';
import { whyWithoutOffers } from '../../../functions/offers.ts';
import { openRollouts } from '../../../shared/desk/find-rollout.ts';
import type { Unoffered } from '../../../shared/desk/fleet-words.ts';
import { openGateLine, openGates } from '../../../shared/desk/gate-standing.ts';
import {
  type FleetReport,
  fleetReport,
  hasOverdue,
  hasUnknown,
  ofFleet,
} from '../../../shared/fleet/compliance/fleet-report.ts';
import { placesOf, surveysOf } from '../../../shared/fleet/places.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { readKept } from '../../../shared/fleet/survey/kept.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { begunText } from '../../../shared/words/command-text.ts';
import { calendarStage } from '../../calendar-stage.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { fleetCalled, localFleets } from '../../local-fleets.ts';
import { ofStage, oneOf } from '../../reads.ts';
import { reportCsv, reportJson, reportMarkdown } from '../../words/report-record.ts';
import { type Beside, gapLines, reportText } from '../../words/report-text.ts';
import { agendaOfFiles } from './agenda-of-files.ts';

const outputCalled = oneOf('text', 'csv', 'md', 'json', 'html');

export const report = defineCommand({
  name: 'report',
  says: 'Tells how current every instance and proxy is that the surveys know of: up to date, due, overdue, or not known. What nobody could read is never up to date. Of rollouts that are at work it tells the gate of their wave. It reads the fleet table only: neither the cloud nor the ledger is asked, but for html, which tells pauses too.',
  options: {
    fleet: { takes: '<name>', says: 'only what is, or may be, in this fleet of fleets.yml' },
    output: {
      takes: 'text|csv|md|json|html',
      says: 'text for a person (default); html for one file to mail or print, with what needs somebody, open rollouts, four weeks of the calendar, and history; md or csv for a record to file, a line a target; json for programs, as one object',
      read: outputCalled,
    },
    ...ofStage,
  },
  needs: ['FLEET_TABLE'],
  reads:
    'HW_REGION_NAME and HW_PROJECT_ID, whose place is told beside those of fleets.yml; AWS_REGION and AWS credentials that may read the table (dynamodb:GetItem, dynamodb:Query, dynamodb:BatchGetItem; for html the same of LEDGER_TABLE where it is set, and calendar.yml and schedules.yml of this folder).',
  more: 'Ages count from when a survey first saw a version offered, since the cloud tells no date of release.',
  exits: {
    0: 'all of it is known and nothing is overdue (what is due alone is no fault)',
    1: 'something is overdue',
    2: 'something is not known: a state, or what else a place holds',
    64: 'bad usage, or fleets.yml is wrong',
    69: 'configuration, or the fleet table could not be read',
  },
  async run({ fleet, output = 'text', ...asked }, { terminal, readSettings, here }) {
    const settings = await readSettings(asked);
    const fleets = localFleets(settings, terminal);
    if (fleet !== undefined) fleetCalled(fleet, fleets);
    const places = placesOf(fleets, settings.place);
    const table = openFleetTable(settings.FLEET_TABLE);
    const kept = await readKept(table, surveysOf(places));
    const whole = fleetReport(kept, fleets, Date.now());
    const named = fleet === undefined ? undefined : fleets[fleet];
    const shown = fleet === undefined || !named ? whole : ofFleet(whole, fleet, named);
    const unoffered = await withoutOffers();
    if (output === 'html') {
      const { writtenFile } = await import('./report-file.ts');
      const told = fleet === undefined || !named ? fleets : { [fleet]: named };
      const files = calendarStage(settings, { say: () => {} }, { now: shown.at, more: [] });
      const sites = fleet === undefined ? files.sites : placesOf(told, {});
      const made = {
        ...{ report: shown, unoffered, fleets: told, isWhole: fleet === undefined },
        calendar: agendaOfFiles({ ...files, sites }, shown.at),
      };
      terminal.print(await writtenFile(made, settings, here));
    } else {
      const open = await openRollouts(openSteering(table));
      const heads = open.filter((head) => fleet === undefined || head.fleet === fleet);
      const beside = { unoffered, gates: openGates(heads, shown.at) };
      if (output === 'text') terminal.tell(reportText(shown, beside, terminal.width));
      else terminal.print(written(output, shown, beside));
      if (output === 'csv') for (const gate of beside.gates) terminal.say(`${openGateLine(gate)}\n`);
    }
    if (places.length === 0) terminal.say(NO_PLACE);
    // A file for a spreadsheet has no room for what is missing in it.
    if (output === 'csv') for (const line of gapLines(shown)) terminal.say(`${line}\n`);
    if (shown.read_at === undefined) terminal.say(`Nothing was surveyed yet: ${begunText('survey', here)}\n`);
    return hasUnknown(shown) ? EXIT.unknown : hasOverdue(shown) ? EXIT.refused : EXIT.done;
  },
});

const NO_PLACE =
  'There is no place to tell of: no fleet of fleets.yml names one, and HW_REGION_NAME and HW_PROJECT_ID are not set.\n';

/** The operations that have nothing to offer, ever. */
async function withoutOffers(): Promise<Unoffered[]> {
  const all = await Promise.all(
    catalog.map(async ({ name: operation }) => ({ operation, why: await whyWithoutOffers(operation) })),
  );
  return all.flatMap(({ operation, why }) => (why === undefined ? [] : [{ operation, why }]));
}

function written(output: 'csv' | 'md' | 'json', report: FleetReport, beside: Beside): string {
  if (output === 'csv') return reportCsv(report);
  return output === 'json' ? reportJson(report, beside) : reportMarkdown(report, beside);
}
