import { catalog } from '../functions/catalog.ts';
import { offersOf } from '../functions/offers.ts';
import type { Credentials } from '../shared/huawei/credentials.ts';
import { endpointOf } from '../shared/huawei/endpoints.ts';
import { aboutOf, inventory, withDetail } from '../shared/huawei/inventory.ts';
import { reader } from '../shared/huawei/read.ts';
import { type ServiceName, serviceOf } from '../shared/huawei/services/services.ts';
import { guardedCredentials } from '../shared/ledger/locks/guarded-credentials.ts';
import { readPauses } from '../shared/ledger/pause.ts';
import { type Ledger, openLedger } from '../shared/ledger/store.ts';
import { loadSettings, type Settings } from '../shared/settings/settings.ts';
import { InvalidIntent } from '../shared/terms/errors.ts';
import type { Ask, Listed, Offers } from '../shared/terms/offer.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { obstacle } from '../shared/terms/preflight.ts';
import { atOnce } from '../shared/values/chunks.ts';
import { type AskedFor, askedFor } from './asked-for.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { findRequests, type Narrowed, TOO_LARGE } from './find-requests.ts';
import { missing } from './needs.ts';
import { PENDING_USAGE } from './pending-usage.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { pauseLines } from './words/pause-lines.ts';
import { type Candidate, type Found, pendingJson, pendingText, UNREAD_LEDGER } from './words/pending-text.ts';

const line = commandLine('pending');
/** Where the instances are. */
interface Place {
  readonly region: string;
  readonly project_id: string;
}

const NO_HURRY = () => Number.POSITIVE_INFINITY;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const { values, positionals } = line.parse(args, {
    operation: { type: 'string' },
    project: { type: 'string' },
    region: { type: 'string' },
    format: { type: 'string', default: 'text' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    print(PENDING_USAGE);
    return EXIT.done;
  }
  if (positionals.length > 0) throw line.wrong('expected no word besides the options');
  if (values.format !== 'text' && values.format !== 'json')
    throw line.wrong('expected --format text or json');
  const config = loadSettings();
  const { operation, project: project_id = config.place.project_id } = line.narrowed(values);
  const region = values.region ?? config.place.region;
  if (!project_id || !region) {
    throw missing('pending', [
      ...(project_id ? [] : (['HW_PROJECT_ID'] as const)),
      ...(region ? [] : (['HW_REGION_NAME'] as const)),
    ]);
  }
  return show(operation, { region, project_id }, config, values.format);
}

async function show(
  only: Operation | undefined,
  place: Place,
  config: Settings,
  format: 'text' | 'json',
): Promise<number> {
  const asked = await offering(only ? [only] : catalog);
  const hostless = new Map(asked.flatMap(({ operation }) => hostFault(operation, place, config)));
  // Before a password goes to the login host of a region that nobody knows.
  if (asked.length === 0)
    throw line.wrong('nothing in the cloud lists what this operation could be asked for');
  if (hostless.size === asked.length) throw line.wrong([...hostless.values()].join('\n'));
  const { LEDGER_TABLE } = config;
  const ledger = LEDGER_TABLE ? openLedger(LEDGER_TABLE) : undefined;
  const known =
    ledger && (await knownTo(ledger, { project: place.project_id, ...(only && { operation: only }) }));
  const credentials = await guardedCredentials(config, place);
  await credentials.ready();
  const founds: Found[] = [];
  for (const { operation, offers } of asked) {
    const fault = hostless.get(operation);
    founds.push(
      fault
        ? { operation, why: [fault] }
        : await foundFor(operation, offers, place, credentials, config, known),
    );
  }
  print(format === 'json' ? pendingJson(founds) : pendingText(founds, Date.now()));
  for (const { operation, why = [] } of founds) {
    for (const reason of new Set(why)) say(`${serviceOf(operation.service).label}: ${reason}\n`);
  }
  sayEmpty(founds, place);
  if (!known) say(NO_LEDGER);
  const unread = founds.filter(({ candidates }) => !candidates);
  for (const { operation } of unread) {
    say(`${serviceOf(operation.service).label} could not be read: what it holds is not known\n`);
  }
  return unread.length > 0 ? EXIT.unavailable : EXIT.done;
}

/** An empty project looks like a wrong one: the cloud answers both with an empty list. */
function sayEmpty(founds: readonly Found[], { project_id, region }: Place): void {
  const empty = founds.filter(({ candidates }) => candidates?.length === 0);
  const names = [...new Set(empty.map(({ operation }) => serviceOf(operation.service).label))].join(', ');
  if (empty.length === 0) return;
  const advice = empty.length === founds.length ? ': check --project and --region' : '';
  say(`${names}: no instance is listed in project ${project_id}, region ${region}${advice}\n`);
}

const NO_LEDGER =
  'The ledger was not looked at, since LEDGER_TABLE is not set: what was asked for already is proposed again.\n';

async function knownTo(ledger: Ledger, narrowed: Narrowed): Promise<AskedFor> {
  for (const line of (await readPauses(ledger.table)).flatMap(pauseLines)) say(`${line}\n`);
  const { requests, complete } = await findRequests(ledger, 'all', narrowed);
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
function hostFault(operation: Operation, { region }: Place, config: Settings): [Operation, string][] {
  try {
    endpointOf(operation.service, region, config.place);
    return [];
  } catch (error) {
    if (error instanceof InvalidIntent) return [[operation, error.message]];
    throw error;
  }
}

async function foundFor(
  operation: Operation,
  offers: Offers,
  place: Place,
  credentials: Credentials,
  config: Settings,
  known: AskedFor | undefined,
): Promise<Found> {
  const { service } = operation;
  const why: string[] = [];
  const cloud = reader(service, place, credentials, config, NO_HURRY, { tell: (said) => why.push(said) });
  const listed = await inventory(service, cloud.all);
  if (!listed) return { operation, why };
  const shown = listed.filter((one) => one !== undefined);
  const made = await atOnce(AT_ONCE, shown, (one) => candidatesOf(one, service, offers, cloud.all));
  const nameless = listed.filter((one) => !one).map(() => NAMELESS);
  const candidates = [...made.flat(), ...nameless].map((one) => stateOf(one, operation, place, known));
  return { operation, candidates, why };
}

const AT_ONCE = 5;
const NAMELESS: Candidate = { target: 'an instance without a readable id', unread: ['instance'] };

async function candidatesOf(
  listed: Listed,
  service: ServiceName,
  offers: Offers,
  ask: Ask,
): Promise<Candidate[]> {
  const whole = await withDetail(service, listed, ask);
  const about = aboutOf(whole.instance);
  return (await offers(whole, ask, Date.now())).map((offer) => ({ ...about, ...offer }));
}

/** The candidate as it stands: with the whole intent, or with what is in its way. */
function stateOf(
  candidate: Candidate,
  operation: Operation,
  place: Place,
  known: AskedFor | undefined,
): Candidate {
  const { intent, misfit: _, doubt: __, unread, ...shown } = candidate;
  const misfit = obstacle(operation, candidate);
  const asked = known?.(operation.name, candidate) ?? [];
  const whole = { ...shown, unread: known ? unread : [...unread, UNREAD_LEDGER] };
  // What keeps it busy is most likely what was asked for.
  if (asked.length > 0) return { ...whole, asked };
  if (misfit) return { ...whole, misfit };
  return { ...whole, ...(intent && { intent: { ...place, ...intent } }) };
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
