import { once } from 'node:events';
import { takeRoom } from '../../shared/ledger/hourly-count.ts';
import { openTable } from '../../shared/platform/aws/table.ts';
import { PlatformUnavailable } from '../../shared/terms/errors.ts';

// One process of many: once told to go, it asks for one target's room in the hour and says whether it got it.
const [id = '', key = '', limit = ''] = process.argv.slice(2);
const table = openTable(String(process.env.LEDGER_TABLE));
process.stdout.write('ready ');
await once(process.stdin, 'data');
process.stdout.write((await asked()) === undefined ? 'taken' : 'full');
process.exit();

/** A ledger that is too busy hands the request back, and it comes again. */
async function asked(): Promise<number | undefined> {
  for (let delivery = 0; ; delivery++) {
    try {
      return await takeRoom(table, key, { id, targets: ['one'], limit: Number(limit) });
    } catch (error) {
      if (!(error instanceof PlatformUnavailable) || delivery > 20) throw error;
    }
  }
}
