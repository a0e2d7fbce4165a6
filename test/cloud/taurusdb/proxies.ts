import type { Handler } from '../exchange.ts';
import { findProxy, instanceOfPath } from '../lookup.ts';
import { pageOf } from '../paging.ts';
import { dbsError, parameterError, Refusal } from '../refusal.ts';
import { proxyStatusOf } from '../settle.ts';
import { vendorTime } from '../times.ts';
import { compareVersions } from '../versions.ts';

/** `GET …/proxy/{proxy_id}/{engine_name}/proxy-version`: current and latest version (contract §4). */
export const showProxyVersion: Handler = (exchange) => {
  if (exchange.params.engine_name !== 'taurusproxy') throw parameterError('engine_name is invalid.');
  const instance = instanceOfPath(exchange, 'taurusdb');
  const proxy = findProxy(exchange, instance, exchange.params.proxy_id ?? '');
  if (!proxy) throw new Refusal(dbsError(400, 'DBS.270024', 'The proxy instance does not exist.'));
  return {
    status: 200,
    body: {
      current_version: proxy.version,
      latest_version: proxy.latest_version,
      can_upgrade: compareVersions(proxy.version, proxy.latest_version) < 0,
    },
  };
};

/** `GET …/proxies`: the instance's proxies, without version and total (contract §4). */
export const showGaussMySqlProxyList: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const instance = instanceOfPath(exchange, 'taurusdb');
  const found = state.proxies.by('instance', instance.id);
  const proxy_list = pageOf(found, query, { limits: { max: 100 }, limit: 10 }).map((proxy) => ({
    proxy: {
      pool_id: proxy.id,
      name: proxy.name,
      status: proxyStatusOf(state, proxy, now),
      pool_status: 'ACTIVE',
      node_num: 2,
      mode: 'readwrite',
      created_at: vendorTime(proxy.created),
      updated_at: vendorTime(proxy.created),
      nodes: [],
    },
    master_node: {},
    readonly_nodes: [],
    htap_nodes: [],
  }));
  return { status: 200, body: { proxy_list } };
};
