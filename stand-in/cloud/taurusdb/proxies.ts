import { withoutMissing } from '../drift.ts';
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
    body: withoutMissing(
      {
        current_version: proxy.version,
        latest_version: proxy.latest_version,
        can_upgrade: proxy.can_upgrade ?? compareVersions(proxy.version, proxy.latest_version) < 0,
      },
      proxy,
    ),
  };
};

/** `GET …/proxies`: the instance's proxies, without version and total (contract §4). */
export const showGaussMySqlProxyList: Handler = (exchange) => {
  const { state, query, now } = exchange;
  const instance = instanceOfPath(exchange, 'taurusdb');
  const found = state.proxies.by('instance', instance.id);
  const proxy_list = pageOf(found, query, { limits: { max: 100 }, limit: 10 }).map((proxy) =>
    withoutMissing(
      {
        proxy: {
          pool_id: proxy.id,
          name: proxy.name,
          status: proxyStatusOf(state, proxy, now),
          pool_status: proxy.pool_status,
          node_num: proxy.nodes.length,
          mode: 'readwrite',
          created_at: vendorTime(proxy.created),
          updated_at: vendorTime(proxy.created),
          nodes: proxy.nodes.map((status, index) => ({
            id: `${proxy.id.slice(0, -6)}${String(index).padStart(2, '0')}pn01`,
            name: `${proxy.name}_node_${index}`,
            status,
            role: index === 0 ? 'master' : 'slave', // its values are not documented [?]
            az_code: 'az1',
            frozen_flag: 0,
          })),
        },
        master_node: {},
        readonly_nodes: [],
        htap_nodes: [],
      },
      proxy,
    ),
  );
  return { status: 200, body: { proxy_list } };
};
