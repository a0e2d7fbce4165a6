import { catalog } from '../../../functions/catalog.ts';
import { offersOf } from '../../../functions/offers.ts';
import { openRequests } from '../../../shared/desk/requests.ts';
import { endpointOf } from '../../../shared/huawei/endpoints.ts';
import { serviceOf } from '../../../shared/huawei/services/services.ts';
import { guardedCredentials } from '../../../shared/ledger/locks/guarded-credentials.ts';
import { readPauses } from '../../../shared/ledger/pause.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { InvalidIntent } from '../../../shared/terms/errors.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { type AskedFor, askedFor } from '../../asked-for.ts';
import type { Found } from '../../candidate.ts';
import { BadUsage, defineCommand, type Session } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { missing } from '../../needs.ts';
import { ofStage, operationCalled, projectCalled, type TableOutput, tableOutput } from '../../reads.ts';
import type { Here } from '../../words/command-text.ts';
import { TOO_LARGE } from '../../words/ledger-text.ts';
import { pauseLines } from '../../words/pause-lines.ts';
import { pendingRows } from '../../words/pending-record.ts';
import { pendingJson, pendingText } from '../../words/pending-text.ts';
import { csvText, markdownText } from '../../words/table-text.ts';
import { foundFor, type Place } from './found-for.ts';

export const pending = defineCommand({
  name: 'pending',
  says: 'Lists the instances of a project in all three services: what each runs, what is available, and an intent to paste that brings it up to date in its own maintenance window. What is not at rest, and what the ledger says was asked for already, gets no intent but the reason why. Reads only.',
  options: {
    operation: {
      takes: '<name>',
      says: 'what this operation could be asked for only',
      read: operationCalled,
    },
    project: { takes: '<id>', says: 'the project; HW_PROJECT_ID by default', read: projectCalled },
    region: { takes: '<id>', says: 'the region; HW_REGION_NAME by default' },
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
    0: 'every service was read',
    64: 'bad usage',
    69: 'a service could not be read, configuration or credentials',
  },
  async run(
    { operation, project, region: inRegion, output = 'text', stage },
    { terminal, readSettings, here },
  ) {
    const settings = await readSettings({ stage, operation });
    const project_id = project ?? settings.place.project_id;
    const region = inRegion ?? settings.place.region;
    if (!project_id || !region) {
      throw missing('pending', [
        ...(project_id ? [] : (['HW_PROJECT_ID'] as const)),
        ...(region ? [] : (['HW_REGION_NAME'] as const)),
      ]);
    }
    return show(operation, { region, project_id }, settings, output, { terminal, here });
  },
});

const WRITE: Readonly<
  Record<TableOutput, (founds: readonly Found[], now: number, width: number, here: Here) => string>
> = {
  text: pendingText,
  json: pendingJson,
  csv: (founds, now) => csvText(pendingRows(founds, now)),
  md: (founds, now) => markdownText(pendingRows(founds, now)),
};

async function show(
  only: Operation | undefined,
  place: Place,
  settings: Settings,
  output: TableOutput,
  { terminal, here }: Pick<Session, 'terminal' | 'here'>,
): Promise<number> {
  const { print, tell, say } = terminal;
  const operations = only ? [only] : catalog;
  const asked = await offering(operations);
  const hostless = new Map(asked.flatMap(({ operation }) => hostFault(operation, place, settings)));
  // Before a password goes to the login host of a region that nobody knows.
  if (asked.length === 0)
    throw new BadUsage('nothing in the cloud lists what this operation could be asked for');
  if (hostless.size === asked.length) throw new BadUsage([...hostless.values()].join('\n'));
  const { LEDGER_TABLE } = settings;
  const ledger = LEDGER_TABLE ? openLedger(LEDGER_TABLE) : undefined;
  const known =
    ledger && (await knownTo({ terminal, here }, ledger, { operations, project: place.project_id }));
  const credentials = await guardedCredentials(settings, place);
  await credentials.ready();
  const founds: Found[] = [];
  for (const { operation, offers } of asked) {
    const fault = hostless.get(operation);
    founds.push(
      fault
        ? { operation, why: [fault] }
        : await foundFor(operation, offers, place, credentials, settings, known),
    );
  }
  (output === 'text' ? tell : print)(WRITE[output](founds, Date.now(), terminal.width, here));
  for (const { operation, why = [] } of founds) {
    for (const reason of new Set(why)) say(`${serviceOf(operation.service).label}: ${reason}\n`);
  }
  say(emptyText(founds, place));
  if (!known) say(NO_LEDGER);
  const unread = founds.filter(({ candidates, partial }) => !candidates || partial);
  for (const { operation, partial } of unread) {
    const read = partial
      ? 'was read in part: what else it holds is not known'
      : 'could not be read: what it holds is not known';
    say(`${serviceOf(operation.service).label} ${read}\n`);
  }
  return unread.length > 0 ? EXIT.unavailable : EXIT.done;
}

/** An empty project looks like a wrong one: the cloud answers both with an empty list. */
function emptyText(founds: readonly Found[], { project_id, region }: Place): string {
  const empty = founds.filter(({ candidates, partial }) => candidates?.length === 0 && !partial);
  const names = [...new Set(empty.map(({ operation }) => serviceOf(operation.service).label))].join(', ');
  if (empty.length === 0) return '';
  const advice = empty.length === founds.length ? ': check --project and --region' : '';
  return `${names}: no instance is listed in project ${project_id}, region ${region}${advice}\n`;
}

const NO_LEDGER =
  'The ledger was not looked at, since LEDGER_TABLE is not set: what was asked for already is proposed again.\n';

async function knownTo(
  { terminal: { say }, here }: Pick<Session, 'terminal' | 'here'>,
  ledger: Ledger,
  among: { readonly operations: readonly Operation[]; readonly project: string },
): Promise<AskedFor> {
  for (const line of (await readPauses(ledger.table)).flatMap((one) => pauseLines(one, here)))
    say(`${line}\n`);
  const { requests, complete } = await openRequests(ledger, among);
  if (!complete) say(TOO_LARGE);
  return askedFor(requests, Date.now());
}

/** The operations that the cloud shows something to be asked for. */
async function offering(operations: readonly Operation[]) {
  const all = await Promise.all(
    operations.map(async (operation) => ({ operation, offers: await offersOf(operation.name) })),
  );
  return all.flatMap(({ operation, offers }) => (offers ? [{ operation, offers }] : []));
}

/** A region may have no host of one service, and all of another. */
function hostFault(operation: Operation, { region }: Place, settings: Settings): [Operation, string][] {
  try {
    endpointOf(operation.service, region, settings.place);
    return [];
  } catch (error) {
    if (error instanceof InvalidIntent) return [[operation, error.message]];
    throw error;
  }
}
