import type { Handler } from '../exchange.ts';
import { exactFields, textField } from '../fields.ts';
import { instanceOfPath } from '../lookup.ts';
import { busyError, Refusal } from '../refusal.ts';
import { isBusy } from '../settle.ts';

/** Starts the installation of a plug-in: 202 `{job_id}` (contract §2). */
export const installKernelPlugin: Handler = (exchange) => {
  const fields = exactFields(exchange.body, ['plugin_name', 'url', 'sha_256']);
  const plugin_name = textField(fields, 'plugin_name', /^postgis$/);
  textField(fields, 'url'); // the page's own sample is no URL
  textField(fields, 'sha_256', /^[0-9a-fA-F]{64}$/); // [I]
  const instance = instanceOfPath(exchange, 'gaussdb');
  if (isBusy(exchange.state, instance, exchange.now)) throw new Refusal(busyError('gaussdb'));

  const { id, project_id, service } = instance;
  const job = exchange.start({
    id: exchange.nextId(id),
    service,
    project_id,
    instance_id: id,
    target: id,
    name: 'InstallKernelPlugin', // the list of job names has none for plug-ins [?] (contract §7.1)
    change: { kind: 'plugin', plugin_name },
  });
  return { status: 202, body: { job_id: job.id } };
};
