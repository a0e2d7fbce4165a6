import { catalog } from '../../../functions/catalog.ts';
import type { Sources } from '../../../shared/console/sources.ts';
import { placesOf } from '../../../shared/fleet/places.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import type { Here } from '../../../shared/words/command-text.ts';
import { calendarStage } from '../../calendar-stage.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { localFleets } from '../../local-fleets.ts';
import type { Having } from '../../needs.ts';
import { ofStage, REHEARSAL_ALONE, wholeNumber } from '../../reads.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { untilInterrupted } from '../../terminal/until-interrupted.ts';
import { agendaOfFiles } from './agenda-of-files.ts';
import { startConsoleRehearsal } from './console-rehearsal.ts';

export const openConsole = defineCommand({
  name: 'console',
  says: 'Shows in a browser what needs you, what runs and what ends by itself, with the command for each thing that wants doing. It listens on this machine alone, for the one browser that opens the address it prints, and changes nothing.',
  options: {
    port: {
      takes: '<number>',
      says: 'where it listens; by default any port that is free',
      read: wholeNumber(1, 65_535),
    },
    rehearsal: {
      says: 'shows fleets of stand-ins on this machine, half rolled out, whatever the environment says',
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
  async run({ port = 0, rehearsal, ...asked }, { terminal, readSettings, here, misused }) {
    if (rehearsal && asked.stage !== undefined) throw misused(REHEARSAL_ALONE);
    const failed = (error: unknown) =>
      terminal.say(`A page could not be made: ${(error as Error).message}\n`);
    if (rehearsal)
      terminal.say('Rehearsal: fleets of stand-ins are rolled out half way. This takes a minute.\n');
    const rehearsed = rehearsal ? await startConsoleRehearsal(failed) : undefined;
    try {
      const sources = rehearsed?.sources ?? sourcesOf(await readSettings(asked), here, terminal);
      const { startConsole } = await import('../../console/console.ts');
      const { viewsOf } = await import('../../../shared/console/views.ts');
      const running = await startConsole(viewsOf(sources), port, failed).catch((error) => {
        throw misused(`port ${port}: ${(error as Error).message}`);
      });
      terminal.print(`${running.url}\n`);
      terminal.say('Open it in a browser: the address works once. Ctrl-C ends it.\n');
      if (rehearsed) {
        terminal.say(
          `\nThe commands that it shows work in a shell of the rehearsal. Paste this in another terminal:\n\n  sh ${rehearsed.shell}\n\n`,
        );
      }
      await untilInterrupted();
      await running.close();
    } finally {
      await rehearsed?.close();
    }
    return 0;
  },
});

function sourcesOf(
  settings: Having<'FLEET_TABLE' | 'LEDGER_TABLE'>,
  here: Here,
  terminal: Terminal,
): Sources {
  const fleets = localFleets(settings, terminal);
  return {
    table: openFleetTable(settings.FLEET_TABLE),
    ledger: openLedger(settings.LEDGER_TABLE).table,
    fleets,
    places: placesOf(fleets, settings.place),
    site: settings,
    here,
    agenda(now) {
      try {
        return agendaOfFiles(calendarStage(settings, { say: () => {} }, { now, more: [] }), now);
      } catch (error) {
        throw error instanceof BadUsage ? new Misconfigured(error.message) : error;
      }
    },
    now: Date.now,
    operations: async () => catalog,
  };
}
