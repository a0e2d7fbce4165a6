import { type Bring, inWindow, type Offers, proposal } from '../../shared/terms/offer.ts';
import { atOnce } from '../../shared/values/chunks.ts';
import { compareVersions } from '../../shared/values/versions.ts';
import { preflight } from './preflight.ts';
import { listProxies, proxiesIn } from './proxies.ts';
import { versionIn, versionOf } from './proxy-version.ts';

const AT_ONCE = 5;

/** A proxy goes from what it runs to what is offered. */
export const bring: Bring = {
  intent: ({ target, instance, from, to }) =>
    target === instance
      ? undefined
      : { instance_id: instance, proxy_id: target, source_version: from, target_version: to },
};

/** The proxies of an instance and their versions, read one by one (contract §4); an instance without any stands for itself. */
export const offers: Offers = async ({ instance, seen }, ask, now) => {
  const { id, version: kernel, window } = instance;
  const answers = await ask({ proxies: listProxies(id) });
  const noWindow = window ? [] : ['maintenance_window'];
  const proxies = proxiesIn(answers);
  if (!proxies || proxies.length === 0) {
    const unread = [...(proxies ? [] : ['proxies']), ...noWindow];
    return [{ target: id, ...(kernel && { current: kernel }), unread }];
  }
  return atOnce(AT_ONCE, proxies, async (proxy) => {
    if (!proxy) return { target: id, unread: ['proxies', ...noWindow] };
    const { pool_id: proxy_id, status } = proxy;
    const { version } = await ask({ version: versionOf(id, proxy_id) });
    const {
      current_version: current = '',
      latest_version: latest = '',
      can_upgrade,
    } = versionIn(version) ?? {};
    const newer = current && latest ? compareVersions(latest, current) > 0 : undefined;
    const patch = !current ? undefined : newer === false ? false : (can_upgrade ?? newer);
    const intent = {
      instance_id: id,
      proxy_id,
      source_version: current,
      target_version: latest,
      ...inWindow(window, now),
    };
    const unread = [...(current ? [] : ['proxy version']), ...noWindow];
    const known = { ...seen, ...answers, version };
    return {
      target: proxy_id,
      ...(status && { status }),
      engine: `proxy of ${id}`,
      ...(current && { current }),
      ...(latest && newer !== false && { available: latest }),
      ...(patch !== undefined && { patch }),
      unread,
      ...(newer && proposal(intent, preflight.check(known, intent, proxy_id), unread)),
    };
  });
};
