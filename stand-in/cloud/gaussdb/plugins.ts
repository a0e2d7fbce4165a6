import { withoutMissing } from '../drift.ts';
import type { Handler } from '../exchange.ts';
import { instanceOfPath } from '../lookup.ts';
import { pageOf } from '../paging.ts';

/** `GET /instances/kernel-plugins`: a bare array of what could be installed (contract §2). */
export const listSupportKernelPlugins: Handler = () => ({ status: 200, body: ['postgis'] });

/** `GET /instances/{id}/kernel-plugins`: a bare array of what is installed (contract §2). */
export const listKernelPlugins: Handler = (exchange) => ({
  status: 200,
  body: instanceOfPath(exchange, 'gaussdb').plugins,
});

/** `GET /instances/{id}/plugins`: what is and what could be installed (contract §2). */
export const listPluginInfoList: Handler = (exchange) => {
  const instance = instanceOfPath(exchange, 'gaussdb');
  const asked = exchange.query.plugin_name;
  const found = ['postgis'].filter((name) => !asked || name === asked);
  const plugins = pageOf(found, exchange.query, { limits: { max: 100 }, limit: 100 }).map((plugin_name) => {
    const installed = instance.plugins.includes(plugin_name);
    const plugin_version = installed ? instance.plugin_version : '';
    // `port` is a string by the schema, of unknown content [?].
    return withoutMissing({ plugin_name, installed, port: '', plugin_version }, instance);
  });
  return { status: 200, body: { total_count: found.length, plugins } };
};
