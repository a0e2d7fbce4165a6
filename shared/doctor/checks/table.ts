import type { Settings } from '../../settings/settings.ts';
import { type Check, configured, type Finding, type Group } from '../check.ts';
import { readAws } from '../read-aws.ts';

/** A table as functions and commands rely on it; the attributes of keys are joined by commas. */
interface Relied {
  readonly group: Group;
  /** The check that has to come out well before these. */
  readonly answers: string;
  /** How their names begin. */
  readonly called: string;
  readonly nameIn: (settings: Settings) => string | undefined;
  readonly key: string;
  /** The key of each index, by its name. */
  readonly indexes: Readonly<Record<string, string>>;
  /** The file that defines it. */
  readonly madeBy: string;
}

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

/** The table's key and its indexes, as they are queried; that old items go by themselves, and lost ones can be had back. */
export const tableChecks = ({ group, answers, called, ...relied }: Relied): Check[] => [
  {
    group,
    name: `${called} keys`,
    asks: 'Has it its key and its indexes?',
    needs: [answers],
    look: (context) => keys(relied, relied.nameIn(configured(context).settings)),
  },
  {
    group,
    name: `${called} upkeep`,
    asks: 'Do old items expire, and can a lost one be restored?',
    needs: [answers],
    look: (context) => upkeep(relied, relied.nameIn(configured(context).settings)),
  },
];

type Defined = Pick<Relied, 'key' | 'indexes' | 'madeBy'>;

async function keys({ key, indexes, madeBy }: Defined, TableName: string | undefined): Promise<Finding> {
  const said = await readAws<Described>('dynamodb', 'DescribeTable', { TableName });
  if ('finding' in said) return said.finding;
  const { TableStatus, GlobalSecondaryIndexes = [], ...table } = said.output.Table ?? {};
  const index = ([name, wanted]: [string, string]) => {
    const found = GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name);
    if (!found) return [`index ${name} is missing`];
    const { IndexStatus = 'ACTIVE' } = found;
    if (IndexStatus !== 'ACTIVE') return [`index ${name} is ${IndexStatus}`];
    return keysOf(found) === wanted ? [] : [`index ${name} is over ${keysOf(found)}, not ${wanted}`];
  };
  const faults = [
    ...(TableStatus === 'ACTIVE' || TableStatus === 'UPDATING' ? [] : [`the table is ${TableStatus}`]),
    ...(keysOf(table) === key ? [] : [`its key is ${keysOf(table)}, not ${key}`]),
    ...Object.entries(indexes).flatMap(index),
  ];
  return faults.length > 0
    ? { level: 'broken', says: faults.join('; '), todo: `deploy the table again: see ${madeBy}` }
    : { level: 'ok', says: `key ${key}, indexes ${listed(Object.keys(indexes))}` };
}

const keysOf = ({ KeySchema = [] }: Keys) => KeySchema.map(({ AttributeName }) => AttributeName).join(', ');

const listed = (names: readonly string[]) =>
  [names.slice(0, -1).join(', '), ...names.slice(-1)].join(' and ');

async function upkeep({ madeBy }: Defined, TableName: string | undefined): Promise<Finding> {
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
  const faults = [
    ...(TimeToLiveStatus === 'ENABLED' && AttributeName === 'expires_at'
      ? []
      : ['items do not expire by expires_at: the table grows for ever']),
    ...(PointInTimeRecoveryStatus === 'ENABLED' ? [] : ['there are no continuous backups']),
  ];
  return faults.length > 0
    ? { level: 'warning', says: faults.join('; '), todo: `turn it on: see ${madeBy}` }
    : { level: 'ok', says: 'items expire by expires_at, continuous backups' };
}
