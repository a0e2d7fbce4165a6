import { openTable, type Table } from '../shared/aws/table.ts';
import { type Config, loadConfig } from '../shared/config.ts';
import { Misconfigured } from '../shared/errors.ts';

/** The ledger's table for a command, with the configuration it was found in. Throws `Misconfigured`. */
export function ledgerTable(command: string): { table: Table; config: Config } {
  const config = loadConfig();
  if (!config.LEDGER_TABLE) throw new Misconfigured(`${command} needs LEDGER_TABLE`);
  return { table: openTable(config.LEDGER_TABLE), config };
}
