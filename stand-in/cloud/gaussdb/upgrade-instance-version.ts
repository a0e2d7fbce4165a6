import type { Handler } from '../exchange.ts';
import { exactFields, textField } from '../fields.ts';
import { instanceOfPath } from '../lookup.ts';
import { busyError, Refusal } from '../refusal.ts';
import { isBusy } from '../settle.ts';

/**
 * Takes hot patches back: 202 `{job_id}` (fleet contract §6). No sample of it is published: whether the versions may carry
 * `V2.0-` is unknown [?], and refused here; so is what a version that is not there is answered with [?], which is taken and changes
 * nothing here. It has none of the call's other uses.
 */
export const upgradeInstanceVersion: Handler = (exchange) => {
  const fields = exactFields(exchange.body, ['upgrade_type', 'upgrade_action', 'target_version']);
  textField(fields, 'upgrade_type', /^hotfix$/);
  textField(fields, 'upgrade_action', /^rollback$/);
  const versions = textField(fields, 'target_version', /^\d+(\.\d+)+(,\d+(\.\d+)+)*$/).split(',');
  const instance = instanceOfPath(exchange, 'gaussdb');
  if (isBusy(exchange.state, instance, exchange.now)) throw new Refusal(busyError('gaussdb'));

  const { id, project_id, service } = instance;
  const job = exchange.start({
    id: exchange.nextId(id),
    service,
    project_id,
    instance_id: id,
    target: id,
    name: 'HotfixRollback', // the list of job names has none for it [?] (contract §7.1)
    change: { kind: 'rollback', versions },
  });
  return { status: 202, body: { job_id: job.id } };
};
