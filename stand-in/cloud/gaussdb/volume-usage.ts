import { withoutMissing } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { instanceOfPath } from '../lookup.ts';

/** `GET …/volume-usage`: used and total GB as strings (the vendor's page gaussdb_api_124, `showInstanceDisk`). */
export const showInstanceDisk: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'gaussdb');
  const { size, used } = instance.disk;
  return { status: 200, body: withoutMissing({ used: used.toFixed(1), total: size.toFixed(1) }, instance) };
};
