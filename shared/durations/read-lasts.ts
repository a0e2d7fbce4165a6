import { engineOf } from '../huawei/ids.ts';
import { serviceOf } from '../huawei/services/services.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import { openFleetTable } from '../platform/platform.ts';
import type { Settings } from '../settings/settings.ts';
import type { Intent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { readEachEnds, readEnds } from './ends.ts';
import { type Lasts, lastsOf } from './lasts.ts';

/** How long the work of an intent lasts, of its targets that with the longest; as is assumed without a fleet table. Throws `PlatformUnavailable`. */
export async function readLasts(
  operation: Operation,
  { fields, targets }: Pick<Intent, 'fields' | 'targets'>,
  { FLEET_TABLE }: Pick<Settings, 'FLEET_TABLE'>,
): Promise<Lasts> {
  if (!FLEET_TABLE) return lastsOf(operation);
  const table = openFleetTable(FLEET_TABLE);
  const engines = new Set(targets.map((target) => engineFor(operation, fields, target)));
  const each = await Promise.all(
    [...engines].map(async (engine) => lastsOf(operation, await readEnds(table, operation.name, engine))),
  );
  return each.reduce((one, other) => (other.ms > one.ms ? other : one), each[0] ?? lastsOf(operation));
}

/** How long work of each of these operations lasts on an instance, by what is usual on every engine, read once. Throws `PlatformUnavailable`. */
export async function readUsual(
  operations: readonly Operation[],
  table: FleetTable,
): Promise<(operation: Operation, instance: string) => Lasts> {
  const asked = operations.flatMap(({ name: operation, service }) =>
    [...serviceOf(service).engines, undefined].map((engine) => ({ operation, engine })),
  );
  const endsOf = await readEachEnds(table, asked);
  return (operation, instance) =>
    lastsOf(operation, endsOf(operation.name, engineOf(operation.service, instance)));
}

/** The engine of a target, as the id of its instance hints at it: it is known before anything is read. */
export const engineFor = (
  { service, instanceOf }: Operation,
  fields: object,
  target: string,
): string | undefined => engineOf(service, instanceOf?.(fields, target) ?? target);
