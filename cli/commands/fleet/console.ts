import { catalog } from '../../../functions/catalog.ts';
import { standingAt } from '../../../shared/calendar/site-now.ts';
import { WEEKS } from '../../../shared/console/sources.ts';
import { placesOf } from '../../../shared/fleet/places.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import { inOrder, itemsOf } from '../../agenda.ts';
import { calendarStage } from '../../calendar-stage.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { localFleets } from '../../local-fleets.ts';
import { ofStage, wholeNumber } from '../../reads.ts';
import { untilInterrupted } from '../../terminal/until-interrupted.ts';

export const openConsole = defineCommand({
  name: 'console',
  says: 'Shows in a browser what needs you, what runs and what ends by itself, with the command for each thing that wants doing. It listens on this machine alone, for the one browser that opens the address it prints, and changes nothing.',
  options: {
    port: {
      takes: '<number>',
      says: 'where it listens; by default any port that is free',
      read: wholeNumber(1, 65_535),
    },
    ...ofStage,
  },
  needs: ['FLEET_TABLE', 'LEDGER_TABLE'],
  reads:
    'fleets.yml, calendar.yml and schedules.yml of this folder; AWS_REGION and AWS credentials that may read both tables (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query).',
  exits: {
    0: 'it was ended with Ctrl-C',
    64: 'bad usage, fleets.yml is wrong, or the port is taken',
    69: 'configuration',
  },
  async run({ port = 0, ...asked }, { terminal, readSettings, here, misused }) {
    const settings = await readSettings(asked);
    const fleets = localFleets(settings, terminal);
    const places = placesOf(fleets, settings.place);
    const { startConsole } = await import('../../console/console.ts');
    const { viewsOf } = await import('../../../shared/console/views.ts');
    const table = openFleetTable(settings.FLEET_TABLE);
    const ledger = openLedger(settings.LEDGER_TABLE).table;
    const filesAt = (now: number) => {
      try {
        return calendarStage(settings, { say: () => {} }, { now, more: [] });
      } catch (error) {
        throw error instanceof BadUsage ? new Misconfigured(error.message) : error;
      }
    };
    const agenda = (now: number) => {
      const { calendar, schedules, sites } = filesAt(now);
      const until = now + WEEKS;
      const items = inOrder(itemsOf(calendar, schedules, sites, { from: now, to: until }));
      return { sites: standingAt(calendar, sites, now), items, now, until };
    };
    const views = viewsOf({
      table,
      ledger,
      fleets,
      places,
      here,
      agenda,
      now: Date.now,
      operations: async () => catalog,
    });
    const failed = (error: unknown) =>
      terminal.say(`A page could not be made: ${(error as Error).message}\n`);
    const running = await startConsole(views, port, failed).catch((error) => {
      throw misused(`port ${port}: ${(error as Error).message}`);
    });
    terminal.print(`${running.url}\n`);
    terminal.say('Open it in a browser: the address works once. Ctrl-C ends it.\n');
    await untilInterrupted();
    await running.close();
    return 0;
  },
});
