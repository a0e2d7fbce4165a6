import { catalog } from '../functions/catalog.ts';
import { type Config, loadConfig } from '../shared/config.ts';
import { InvalidIntent, Misconfigured } from '../shared/errors.ts';
import type { Credentials } from '../shared/huawei/credentials.ts';
import { endpointOf } from '../shared/huawei/endpoints.ts';
import { LABEL } from '../shared/huawei/ids.ts';
import { reader } from '../shared/huawei/read.ts';
import { openLedger } from '../shared/ledger/store.ts';
import { openCredentials } from '../shared/middleware/authenticate.ts';
import type { Operation } from '../shared/operation.ts';
import { useAwsProfile } from './aws-profile.ts';
import { commandLine } from './command-line.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { type Inventory, pendingJson, pendingText } from './pending-text.ts';
import { PENDING_USAGE } from './pending-usage.ts';
import { print, say } from './streams.ts';

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
  const config = loadConfig();
  const { operation, project: project_id = config.HW_PROJECT_ID } = line.narrowed(values);
  const region = values.region ?? config.HW_REGION_NAME;
  if (!project_id || !region) throw new Misconfigured('pending needs HW_PROJECT_ID and HW_REGION_NAME');
  const operations = operation ? [operation] : catalog;
  return show(operations, { region, project_id }, config, values.format);
}

async function show(
  operations: readonly Operation[],
  place: Place,
  config: Config,
  format: 'text' | 'json',
): Promise<number> {
  const asked = operations.filter(({ pending }) => pending);
  const hostless = new Map(asked.flatMap((operation) => hostFault(operation, place, config)));
  // Before a password goes to the login host of a region that nobody knows.
  if (asked.length === 0)
    throw line.wrong('nothing in the cloud lists what this operation could be asked for');
  if (hostless.size === asked.length) throw line.wrong([...hostless.values()].join('\n'));
  const { LEDGER_TABLE } = config;
  const table = LEDGER_TABLE ? openLedger(LEDGER_TABLE).table : undefined;
  const credentials = await openCredentials(config, place, table);
  await credentials.ready();
  const inventories: Inventory[] = [];
  for (const operation of asked) {
    const fault = hostless.get(operation);
    inventories.push(
      fault ? { operation, why: [fault] } : await inventoryOf(operation, place, credentials, config),
    );
  }
  print(format === 'json' ? pendingJson(inventories) : pendingText(inventories));
  for (const { operation, why = [] } of inventories) {
    for (const reason of new Set(why)) say(`${LABEL[operation.service]}: ${reason}\n`);
  }
  const unread = inventories.filter(({ candidates }) => !candidates);
  for (const { operation } of unread) {
    say(`${LABEL[operation.service]} could not be read: what it holds is not known\n`);
  }
  return unread.length > 0 ? EXIT.unavailable : EXIT.done;
}

/** A region may have no host of one service, and all of another. */
function hostFault(operation: Operation, { region }: Place, config: Config): [Operation, string][] {
  try {
    endpointOf(operation.service, region, config);
    return [];
  } catch (error) {
    if (error instanceof InvalidIntent) return [[operation, error.message]];
    throw error;
  }
}

async function inventoryOf(
  operation: Operation,
  place: Place,
  credentials: Credentials,
  config: Config,
): Promise<Inventory> {
  const why: string[] = [];
  const cloud = reader(operation.service, place, credentials, config, NO_HURRY, {
    tell: (said) => why.push(said),
  });
  const found = await operation.pending?.((reads) => cloud.all(reads), Date.now());
  const candidates = found?.map(({ intent, ...candidate }) => ({
    ...candidate,
    ...(intent && { intent: { ...place, ...intent } }),
  }));
  return { operation, ...(candidates && { candidates }), why };
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
