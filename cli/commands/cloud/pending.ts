import { offering } from '../../../functions/offers.ts';
import { placesOf } from '../../../shared/fleet/places.ts';
import { serviceOf } from '../../../shared/huawei/services/services.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { type Candidate, type Found, type Place, UNREAD_LEDGER } from '../../candidate.ts';
import { BadUsage, defineCommand, type Session } from '../../command.ts';
import { EXIT, type ExitCode } from '../../exit-code.ts';
import { localFleets } from '../../local-fleets.ts';
import { missing } from '../../needs.ts';
import { ofStage, operationCalled, projectCalled, type TableOutput, tableOutput } from '../../reads.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { pendingRows } from '../../words/pending-record.ts';
import { pendingJson, pendingText } from '../../words/pending-text.ts';
import { csvText, markdownText } from '../../words/table-text.ts';
import { lookAt } from './look-at.ts';

export const pending = defineCommand({
  name: 'pending',
  says: 'Lists the instances of a project in all three services: what each runs, what is available, and an intent to paste that brings it up to date in its own maintenance window; what one call takes together, with equal versions and windows, shares an intent. What is not at rest, and what the ledger says was asked for already, gets no intent but the reason why. Reads only.',
  options: {
    operation: {
      takes: '<name>',
      says: 'what this operation could be asked for only',
      read: operationCalled,
    },
    project: { takes: '<id>', says: 'the project; HW_PROJECT_ID by default', read: projectCalled },
    region: { takes: '<id>', says: 'the region; HW_REGION_NAME by default' },
    'all-places': {
      says: 'every place that a fleet of fleets.yml names, and that of HW_REGION_NAME and HW_PROJECT_ID, under the one login',
    },
    output: {
      ...tableOutput,
      says: 'text for a person: a table and the commands (default); md or csv for a record, a line per target; json for programs, one object a line',
    },
    ...ofStage,
  },
  renamed: { format: 'output' },
  reads:
    'the HW_… credentials and region; LEDGER_TABLE, AWS_REGION and AWS credentials that may read the table and its indexes (dynamodb:GetItem, dynamodb:BatchGetItem, dynamodb:Query, dynamodb:Scan), to know what was asked for already and to leave refused credentials alone as the functions do. Without LEDGER_TABLE it says that nobody looked.',
  exits: {
    0: 'nothing newer waits for any instance',
    1: 'something newer waits for an instance, whether it is proposed or not',
    2: 'it could not be told of an instance, or a service could not be read to its end',
    64: 'bad usage',
    69: 'configuration or credentials',
  },
  async run(
    { operation, project, region, 'all-places': everywhere, output = 'text', stage },
    { terminal, readSettings, here, misused },
  ) {
    if (everywhere && (project !== undefined || region !== undefined))
      throw misused('--all-places takes no --project and no --region');
    const settings = await readSettings({ stage, operation });
    const places = everywhere
      ? everyPlace(settings, terminal)
      : [thePlace(region ?? settings.place.region, project ?? settings.place.project_id)];
    const all = await offering(operation && [operation]);
    const asked = all.flatMap(({ offers, ...one }) => (offers ? [{ ...one, offers }] : []));
    if (asked.length === 0)
      throw new BadUsage('nothing in the cloud lists what this operation could be asked for');
    const founds = await lookAt(places, asked, settings, { terminal, here });
    tell(founds, output, { terminal, here });
    if (!settings.LEDGER_TABLE) terminal.say(NO_LEDGER);
    return exitOf(founds);
  },
});

function thePlace(region: string | undefined, project_id: string | undefined): Place {
  if (project_id && region) return { region, project_id };
  throw missing('pending', [
    ...(project_id ? [] : (['HW_PROJECT_ID'] as const)),
    ...(region ? [] : (['HW_REGION_NAME'] as const)),
  ]);
}

function everyPlace(settings: Settings, terminal: Terminal): Place[] {
  const places = placesOf(localFleets(settings, terminal), settings.place);
  if (places.length === 0)
    throw new BadUsage(
      'there is no place to look at: no fleet of fleets.yml names one, and HW_REGION_NAME and HW_PROJECT_ID are not set',
    );
  return places.map(({ region, project }) => ({ region, project_id: project }));
}

// Whether something waits shows without these.
const BESIDE = [UNREAD_LEDGER, 'maintenance_window'];

/** What could not be told comes before what waits: nobody may take it for nothing. */
function exitOf(founds: readonly Found[]): ExitCode {
  const all = founds.flatMap(({ candidates = [] }) => candidates);
  const untold = ({ patch, unread }: Candidate) =>
    patch === undefined && unread.some((what) => !BESIDE.includes(what));
  if (founds.some(isUnread) || all.some(untold)) return EXIT.unknown;
  return all.some(({ patch }) => patch) ? EXIT.refused : EXIT.done;
}

const WRITE: Readonly<
  Record<Exclude<TableOutput, 'text'>, (founds: readonly Found[], now: number) => string>
> = {
  json: pendingJson,
  csv: (founds, now) => csvText(pendingRows(founds, now)),
  md: (founds, now) => markdownText(pendingRows(founds, now)),
};

function tell(
  founds: readonly Found[],
  output: TableOutput,
  { terminal, here }: Pick<Session, 'terminal' | 'here'>,
): void {
  const { print, tell: show, say } = terminal;
  const byPlace = [...Map.groupBy(founds, ({ place }) => `${place.region} ${place.project_id}`)];
  if (output !== 'text') print(WRITE[output](founds, Date.now()));
  for (const [place, there] of byPlace) {
    const of = byPlace.length > 1 ? `${place}: ` : '';
    const head = of ? `\n${place}\n\n` : '';
    if (output === 'text') show(`${head}${pendingText(there, Date.now(), terminal.width, here)}`);
    for (const { operation, why = [] } of there) {
      for (const reason of new Set(why)) say(`${of}${serviceOf(operation.service).label}: ${reason}\n`);
    }
    say(emptyText(there, of ? '' : ': check --project and --region'));
    for (const { operation, partial } of there.filter(isUnread)) {
      const read = partial
        ? 'was read in part: what else it holds is not known'
        : 'could not be read: what it holds is not known';
      say(`${of}${serviceOf(operation.service).label} ${read}\n`);
    }
  }
}

const isUnread = ({ candidates, partial }: Found) => !candidates || partial === true;

/** An empty project looks like a wrong one: the cloud answers both with an empty list. */
function emptyText(founds: readonly Found[], advice: string): string {
  const [first, ...more] = founds.filter(({ candidates, partial }) => candidates?.length === 0 && !partial);
  if (!first) return '';
  const names = [
    ...new Set([first, ...more].map(({ operation }) => serviceOf(operation.service).label)),
  ].join(', ');
  const { project_id, region } = first.place;
  const wrong = more.length + 1 === founds.length ? advice : '';
  return `${names}: no instance is listed in project ${project_id}, region ${region}${wrong}\n`;
}

const NO_LEDGER =
  'The ledger was not looked at, since LEDGER_TABLE is not set: what was asked for already is proposed again.\n';
