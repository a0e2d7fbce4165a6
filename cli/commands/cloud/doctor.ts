import { hashOfCalendar } from '../../../infra/calendar/bundle-calendar.ts';
import { calendarOf } from '../../../infra/calendar/calendar-of.ts';
import { Undeployable } from '../../../infra/undeployable.ts';
import type { CalendarHere, Result } from '../../../shared/doctor/check.ts';
import { examine, exitCodeOf } from '../../../shared/doctor/examine.ts';
import { openRecorder } from '../../../shared/doctor/recorder.ts';
import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { placesOf, placesOfAlarms, surveysOf } from '../../../shared/fleet/places.ts';
import { type Given, inForce } from '../../../shared/settings/settings.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import { commandText, type Here } from '../../../shared/words/command-text.ts';
import { BadUsage, defineCommand, type Session } from '../../command.ts';
import { localFleets } from '../../local-fleets.ts';
import { ofStage, REHEARSAL_ALONE, type TableOutput, tableOutput } from '../../reads.ts';
import { resultsJson, resultsRows, resultsText } from '../../words/doctor-text.ts';
import { csvText, markdownText } from '../../words/table-text.ts';
import { startDoctorRehearsal } from './doctor-rehearsal.ts';
import { OTHER_QUEUES, readSubjects } from './subjects.ts';
import { openDirectory, writeRecording } from './write-recording.ts';

export const doctor = defineCommand({
  name: 'doctor',
  says: 'Asks the cloud and AWS, by reads alone, whether the service could work there with the environment it is given: variables, hosts, login, project, clock, every read and the shape of its reply, ledger, queues, bus, senders of webhooks, channels, and how old what is known of every place is. It holds what our code infers about the cloud against what the cloud answers. It sends no submission and writes nothing anywhere.',
  options: {
    record: {
      takes: '<dir>',
      says: 'keeps the replies there as JSON, one file a route, with ids, names, addresses and texts replaced',
    },
    output: tableOutput,
    rehearsal: {
      says: 'against a stand-in cloud, queues and a table on this machine, whatever the environment says',
    },
    fault: {
      takes: '<name>',
      says: 'with --rehearsal: breaks the stand-in in this way, or in all; a wrong name lists them',
      many: true,
    },
    ...ofStage,
  },
  exits: {
    0: 'nothing is broken',
    1: 'something is',
    64: 'bad usage',
    69: 'variables, hosts, login or project',
  },
  async run({ record, output = 'text', rehearsal, fault, stage }, session) {
    if (fault.length > 0 && !rehearsal) {
      throw session.misused('--fault belongs to --rehearsal: it breaks the stand-in');
    }
    if (rehearsal && stage !== undefined) throw session.misused(REHEARSAL_ALONE);
    if (record !== undefined) await openDirectory(record);
    if (!rehearsal) return inspect({ record, output, stage }, session);
    const standIns = await startDoctorRehearsal(fault);
    session.terminal.say('Rehearsal: stand-ins on this machine take the place of the cloud and of AWS.\n\n');
    return inspect({ record, output, stage }, session).finally(() => standIns.close());
  },
});

interface Asked {
  readonly record: string | undefined;
  readonly output: TableOutput;
  readonly stage: string | undefined;
}

async function inspect(
  { record, output, stage }: Asked,
  { terminal, giveSettings, here }: Session,
): Promise<number> {
  const given = await giveSettings({ stage });
  const subjects = await readSubjects();
  const recorder = openRecorder();
  const fleets = fleetsIn(given, terminal);
  const surveys = given instanceof Misconfigured ? [] : surveysOf(placesOf(fleets, given.place));
  const calendar = calendarIn(given);
  const told = Object.values(fleets).flatMap(({ tell }) => tell.to);
  const gates = given instanceof Misconfigured ? [] : placesOfAlarms(fleets, given.place);
  const examined = await examine({
    subjects,
    queues: OTHER_QUEUES,
    surveys,
    calendar,
    told,
    gates,
    recorder,
    given,
  });
  const results = examined.map((result) => withTodo(result, here));
  if (output === 'text') terminal.tell(resultsText(results, terminal.isRead));
  else if (output === 'json') terminal.print(resultsJson(results, recorder));
  else terminal.print((output === 'csv' ? csvText : markdownText)(resultsRows(results)));
  if (record !== undefined && recorder.exchanges.length > 0) {
    const files = await writeRecording(record, { subjects, recorder, results, settings: inForce(given) });
    terminal.say(
      `\n${files.length} files in ${record}: ids, names, addresses and texts are replaced. Look at them before you pass them on.\n`,
    );
  }
  return exitCodeOf(results);
}

/** The fleets of this folder; those that are wrong are told, and keep nothing else from being examined. */
function fleetsIn(given: Given, terminal: Session['terminal']): Fleets {
  if (given instanceof Misconfigured) return {};
  try {
    return localFleets(given, terminal);
  } catch (error) {
    if (!(error instanceof BadUsage || error instanceof Misconfigured)) throw error;
    terminal.say(`${error.message}\n`);
    return {};
  }
}

/** The calendar of this folder, for a check of its own to tell of. */
function calendarIn(given: Given): CalendarHere | undefined {
  if (given instanceof Misconfigured) return undefined;
  try {
    const calendar = calendarOf(given.STAGE, { now: Date.now() });
    return { calendar, hash: hashOfCalendar(calendar) };
  } catch (error) {
    if (error instanceof Undeployable) return { faults: error.faults };
    throw error;
  }
}

/** The command to run as something to do, spelled for where this one works. */
const withTodo = ({ command, ...result }: Result, here: Here): Result =>
  command ? { ...result, todo: commandText(command, here) } : result;
