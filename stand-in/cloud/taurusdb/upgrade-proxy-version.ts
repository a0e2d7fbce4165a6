import type { Exchange, Handler } from '../exchange.ts';
import { exactFields, textField } from '../fields.ts';
import { findProxy, instanceOfPath } from '../lookup.ts';
import { busyError, dbsError, Refusal } from '../refusal.ts';
import type { ProxyInstance } from '../resources.ts';
import { isBusy, proxyStatusOf } from '../settle.ts';
import { compareVersions } from '../versions.ts';

const VERSION = /^\d+(\.\d+)+$/;

/** Upgrades a proxy: 200 `{update_result}` whether its state is ACCEPT or REJECT (contract §4). */
export const upgradeProxyVersion: Handler = (exchange) => {
  const fields = exactFields(exchange.body, ['source_version', 'target_version']);
  const source = textField(fields, 'source_version', VERSION);
  const target = textField(fields, 'target_version', VERSION);
  const instance = instanceOfPath(exchange, 'taurusdb');
  const proxy = findProxy(exchange, instance, exchange.params.proxy_id ?? '', source);
  // contract §8.2
  if (!proxy) throw new Refusal(dbsError(400, 'DBS.270024', 'The proxy instance does not exist.'));
  if (isBusy(exchange.state, instance, exchange.now)) throw new Refusal(busyError('taurusdb'));

  const refused = refusalOf(exchange, proxy, source, target);
  const results = [
    refused === undefined ? accepted(exchange, proxy, target) : rejected(exchange, proxy, refused),
  ];
  if (exchange.plan.mixed !== undefined) results.push(rejected(exchange, proxy, exchange.plan.mixed));
  return { status: 200, body: { update_result: results } };
};

/** Why the proxy will not be upgraded; all texts but the vendor's sample are inferences [I]. */
const refusalOf = (
  exchange: Exchange,
  proxy: ProxyInstance,
  source: string,
  target: string,
): string | undefined => {
  const forced = exchange.plan.refusalOf(proxy.id);
  if (forced) return forced.error_message;
  if (compareVersions(source, proxy.version) !== 0) return 'The source version is not the current version';
  if (compareVersions(target, source) < 0) return 'The target version is earlier than the source version';
  if (proxyStatusOf(exchange.state, proxy, exchange.now) !== 'ACTIVE') {
    return 'The status of the proxy does not allow the operation';
  }
  return undefined;
};

const accepted = (exchange: Exchange, proxy: ProxyInstance, version: string) => {
  const workflow = exchange.start({
    id: exchange.nextId(proxy.id),
    service: 'taurusdb',
    project_id: proxy.project_id,
    instance_id: proxy.instance_id,
    proxy_id: proxy.id,
    target: proxy.id,
    name: 'UpgradeGaussDBforMySQLProxyVersion', // no name for it is published [?] (contract §7.1)
    change: { kind: 'proxy', proxy_id: proxy.id, version },
  });
  return { workflow_id: workflow.id, state: 'ACCEPT', error_message: null };
};

/** The sample has a workflow id on the rejected item too. */
const rejected = (exchange: Exchange, proxy: ProxyInstance, error_message: string) => ({
  workflow_id: exchange.nextId(proxy.id),
  state: 'REJECT',
  error_message,
});
