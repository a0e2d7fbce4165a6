import type { Exchange, Handler } from '../exchange.ts';
import { exactFields, idsField, textField } from '../fields.ts';
import { findInstance } from '../lookup.ts';
import { busyError, noSuchInstance, parameterError, Refusal } from '../refusal.ts';
import type { Instance } from '../resources.ts';
import { isBusy } from '../settle.ts';
import { parseVendorTime } from '../times.ts';

const MAX_INSTANCES = 30; // the console's limit; the API states none [I] (contract §3)
const VERSIONS = /^\d+(\.\d+)+(,\d+(\.\d+)+)*$/;
const NAME = 'HOTFIX_VERSION_UPGRADE';

/** Schedules hot patches on several instances: 200 `{instance_tasks}`, all or none of them (contract §3). */
export const createScheduleTask: Handler = (exchange) => {
  const fields = exactFields(exchange.body, [
    'instance_ids',
    'start_time',
    'upgrade_type',
    'upgrade_action',
    'target_version',
  ]);
  const ids = idsField(fields, 'instance_ids', MAX_INSTANCES);
  // Whether epoch milliseconds are taken too is unknown [?]; a time gone by breaks no documented rule.
  const starts = parseVendorTime(textField(fields, 'start_time'));
  if (starts === undefined) throw parameterError('start_time is invalid.');
  textField(fields, 'upgrade_type', /^hotfix$/);
  textField(fields, 'upgrade_action', /^upgradeAutoCommit$/);
  const versions = textField(fields, 'target_version', VERSIONS).split(',');

  const instances = ids.map((id) => free(exchange, id)); // one bad instance fails the whole call [I]
  const shared = exchange.nextId(ids[0] ?? '');
  const instance_tasks = instances.map(({ id, project_id, service }, index) => {
    const own = index > 0 && exchange.state.taskIdPerInstance;
    const task = exchange.start({
      id: own ? exchange.nextId(id) : shared,
      service,
      project_id,
      instance_id: id,
      target: id,
      name: NAME,
      starts,
      change: { kind: 'hotfix', versions },
    });
    return { task_id: task.id, task_name: NAME, instance_id: id };
  });
  return { status: 200, body: { instance_tasks } };
};

const free = (exchange: Exchange, id: string): Instance => {
  const instance = findInstance(exchange, 'gaussdb', id);
  if (!instance) throw noSuchInstance();
  if (isBusy(exchange.state, instance, exchange.now)) throw new Refusal(busyError('gaussdb'));
  return instance;
};
