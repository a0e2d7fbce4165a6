import type { Exchange, Handler } from '../exchange.ts';
import type { ItemRefusal } from '../fault-plan.ts';
import { exactFields, idsField } from '../fields.ts';
import { findInstance } from '../lookup.ts';
import { BUSY, parameterError } from '../refusal.ts';
import type { Instance } from '../resources.ts';
import { isBusy } from '../settle.ts';

const MAX_INSTANCES = 10;
const ENGINES = ['cassandra', 'influxdb', 'redis'];

/** Patches instances of one engine at once: 202 `{upgrade_results}` with a job or an error each (contract §5). */
export const batchUpgradeDatabaseVersion: Handler = (exchange) => {
  const fields = exactFields(exchange.body, ['instance_ids']);
  const ids = idsField(fields, 'instance_ids', MAX_INSTANCES);
  const instances = ids.map((id) => findInstance(exchange, 'geminidb', id));
  const engines = new Set(instances.flatMap((instance) => instance?.engine ?? []));
  // How more ids, mixed engines and other engines are refused is an inference [I].
  if (engines.size > 1 || [...engines].some((engine) => !ENGINES.includes(engine))) {
    throw parameterError('instance_ids must be of one supported engine.');
  }
  const upgrade_results = ids.map((instance_id, index) => {
    const refusal = exchange.plan.refusalOf(instance_id) ?? refusalOf(exchange, instances[index]);
    return refusal ? { instance_id, ...refusal } : { instance_id, job_id: start(exchange, instance_id) };
  });
  return { status: 202, body: { upgrade_results } };
};

/** Whether an instance without a waiting patch is refused is not documented [?]; it is taken. */
const refusalOf = ({ state, now }: Exchange, instance: Instance | undefined): ItemRefusal | undefined => {
  if (!instance) return { error_code: 'DBS.200002', error_message: 'The DB instance does not exist.' };
  return isBusy(state, instance, now) ? BUSY : undefined;
};

const start = (exchange: Exchange, instance_id: string): string =>
  exchange.start({
    id: exchange.nextId(instance_id),
    service: 'geminidb',
    project_id: exchange.params.project_id ?? '',
    instance_id,
    target: instance_id,
    name: 'UpgradeDbVersion', // contract §7.1
    change: { kind: 'patch' },
  }).id;
