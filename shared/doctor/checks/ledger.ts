import { INDEXES } from '../../platform/aws/indexes.ts';
import { openTable } from '../../platform/platform.ts';
import { Ended } from '../../terms/errors.ts';
import { DAY } from '../../values/time/units.ts';
import { type Check, type Context, configured } from '../check.ts';
import { tableChecks } from './table.ts';

const BACK_MS = 7 * DAY;

const group = 'ledger and queues';

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

/** What the functions ask of the ledger. */
export const ledger: readonly Check[] = [
  reads,
  ...tableChecks({
    group,
    answers: reads.name,
    called: 'ledger',
    nameIn: ({ LEDGER_TABLE }) => LEDGER_TABLE,
    key: 'pk',
    indexes: {
      [INDEXES.due]: 'shard, due_at',
      [INDEXES.recent]: 'project, claimed_at',
      [INDEXES.pointers]: 'about, asked_at',
    },
    madeBy: 'infra/aws/ledger.ts',
  }),
];
