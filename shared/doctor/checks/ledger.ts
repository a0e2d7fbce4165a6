import { INDEXES } from '../../platform/aws/indexes.ts';
import { openTable } from '../../platform/platform.ts';
import { Ended } from '../../terms/errors.ts';
import { DAY } from '../../values/time/units.ts';
import { type Check, type Context, configured, type Finding } from '../check.ts';
import { readAws } from '../read-aws.ts';

const BACK_MS = 7 * DAY;

const group = 'ledger and queues';

interface Keys {
  readonly KeySchema?: readonly { readonly AttributeName: string }[];
}

interface Described {
  readonly Table?: Keys & {
    readonly TableStatus?: string;
    readonly GlobalSecondaryIndexes?: readonly (Keys & {
      readonly IndexName: string;
      readonly IndexStatus?: string;
    })[];
  };
}

/** The table answers the functions' own reads. Adds the jobs of the last week, for facts to be judged by. */
const reads: Check = {
  group,
  name: 'ledger',
  asks: 'Does the ledger answer?',
  needs: ['variables'],
  async look(context) {
    const name = configured(context).settings.LEDGER_TABLE;
    if (!name) return { level: 'not_checked', says: 'LEDGER_TABLE is not set: nothing remembers a request' };
    try {
      const table = openTable(name);
      await table.get('doctor');
      const ours = await recentJobs(context, table);
      const count = [...ours.values()].flat().length;
      return [{ level: 'ok', says: `${name}, ${count} jobs of the last week` }, { ours }];
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      return {
        level: 'broken',
        says: error.message,
        todo: 'check LEDGER_TABLE, the AWS region and the AWS login',
      };
    }
  },
};

async function recentJobs(context: Context, table: ReturnType<typeof openTable>) {
  const { project_id } = configured(context).place;
  const now = Date.now();
  const services = [...new Set(context.subjects.map(({ operation }) => operation.service))];
  const rows = await Promise.all(
    services.map((service) => table.recent(`${service}#${project_id}`, now - BACK_MS, now)),
  );
  return new Map(
    context.subjects.map(({ operation: { name } }) => [
      name,
      rows.flat().flatMap(({ pk, jobs = [] }) => (pk.startsWith(`${name}#`) ? jobs : [])),
    ]),
  );
}

/** The table's key and its indexes, as functions and commands query them. */
const keys: Check = {
  group,
  name: 'ledger keys',
  asks: 'Has it its key and its indexes?',
  needs: ['ledger'],
  async look(context) {
    const TableName = configured(context).settings.LEDGER_TABLE;
    const said = await readAws<Described>('dynamodb', 'DescribeTable', { TableName });
    if ('finding' in said) return said.finding;
    const { TableStatus, GlobalSecondaryIndexes = [], ...table } = said.output.Table ?? {};
    const index = (name: string, wanted: string) => {
      const found = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
      if (!found) return [`index ${name} is missing`];
      const { IndexStatus = 'ACTIVE' } = found;
      if (IndexStatus !== 'ACTIVE') return [`index ${name} is ${IndexStatus}`];
      return keysOf(found) === wanted ? [] : [`index ${name} is over ${keysOf(found)}, not ${wanted}`];
    };
    const faults = [
      ...(TableStatus === 'ACTIVE' || TableStatus === 'UPDATING' ? [] : [`the table is ${TableStatus}`]),
      ...(keysOf(table) === 'pk' ? [] : [`its key is ${keysOf(table)}, not pk`]),
      ...index(INDEXES.due, 'shard, due_at'),
      ...index(INDEXES.recent, 'project, claimed_at'),
      ...index(INDEXES.pointers, 'about, asked_at'),
    ];
    return faults.length > 0
      ? { level: 'broken', says: faults.join('; '), todo: 'deploy the table again: see infra/aws/ledger.ts' }
      : { level: 'ok', says: 'key pk, indexes due, recent and pointers' };
  },
};

const keysOf = ({ KeySchema = [] }: Keys) => KeySchema.map(({ AttributeName }) => AttributeName).join(', ');

/** Old items go by themselves, and lost ones can be had back. */
const upkeep: Check = {
  group,
  name: 'ledger upkeep',
  asks: 'Do old items expire, and can a lost one be restored?',
  needs: ['ledger'],
  async look(context) {
    const TableName = configured(context).settings.LEDGER_TABLE;
    const [expiry, backups] = await Promise.all([
      readAws<{ TimeToLiveDescription?: { TimeToLiveStatus?: string; AttributeName?: string } }>(
        'dynamodb',
        'DescribeTimeToLive',
        { TableName },
      ),
      readAws<{
        ContinuousBackupsDescription?: {
          PointInTimeRecoveryDescription?: { PointInTimeRecoveryStatus?: string };
        };
      }>('dynamodb', 'DescribeContinuousBackups', { TableName }),
    ]);
    if ('finding' in expiry) return expiry.finding;
    if ('finding' in backups) return backups.finding;
    const { TimeToLiveStatus = 'DISABLED', AttributeName } = expiry.output.TimeToLiveDescription ?? {};
    const { PointInTimeRecoveryStatus = 'DISABLED' } =
      backups.output.ContinuousBackupsDescription?.PointInTimeRecoveryDescription ?? {};
    return upkeepFinding(
      TimeToLiveStatus === 'ENABLED' && AttributeName === 'expires_at',
      PointInTimeRecoveryStatus === 'ENABLED',
    );
  },
};

function upkeepFinding(expires: boolean, restorable: boolean): Finding {
  const faults = [
    ...(expires ? [] : ['items do not expire by expires_at: the table grows for ever']),
    ...(restorable ? [] : ['there are no continuous backups']),
  ];
  return faults.length > 0
    ? { level: 'warning', says: faults.join('; '), todo: 'turn it on: see infra/aws/ledger.ts' }
    : { level: 'ok', says: 'items expire by expires_at, continuous backups' };
}

/** What the functions ask of the ledger. */
export const ledger: readonly Check[] = [reads, keys, upkeep];
