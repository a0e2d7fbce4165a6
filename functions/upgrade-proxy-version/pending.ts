import { listInstances } from '../../shared/huawei/instances.ts';
import { aboutOf, inventory, type Listed, strangers } from '../../shared/huawei/inventory.ts';
import { showInstance, windowIn } from '../../shared/huawei/show-instance.ts';
import { type Ask, type Candidate, inWindow, type Pending, proposal } from '../../shared/terms/pending.ts';
import { atOnce } from '../../shared/values/chunks.ts';
import { compareVersions } from '../../shared/values/versions.ts';
import { preflight } from './preflight.ts';
import { listProxies, proxiesIn } from './proxies.ts';
import { versionIn, versionOf } from './proxy-version.ts';

const AT_ONCE = 5;

/** The proxies of each instance and their versions, read one by one (contract §4); an instance without any stands for itself. */
export const pending: Pending = async (ask, now) => {
  const all = await ask({ instances: listInstances([]) });
  const listed = inventory(all);
  if (!listed) return undefined;
  return [...(await atOnce(AT_ONCE, listed, (one) => candidatesOf(one, ask, now))).flat(), ...strangers(all)];
};

async function candidatesOf(listed: Listed, ask: Ask, now: number): Promise<Candidate[]> {
  const { id, datastore } = listed;
  const answers = await ask({ detail: showInstance(id), proxies: listProxies(id) });
  const window = windowIn(answers.detail);
  const about = { ...aboutOf(listed), ...(window && { window }) };
  const noWindow = window ? [] : ['maintenance_window'];
  const proxies = proxiesIn(answers);
  if (!proxies || proxies.length === 0) {
    const current = datastore?.kernel_version ?? datastore?.version;
    const unread = [...(proxies ? [] : ['proxies']), ...noWindow];
    return [{ ...about, ...(current && { current }), unread }];
  }
  return atOnce(AT_ONCE, proxies, async (proxy) => {
    if (!proxy) return { ...about, unread: ['proxies', ...noWindow] };
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
    const seen = { instances: [listed], ...answers, version };
    return {
      ...about,
      target: proxy_id,
      ...(status && { status }),
      engine: `proxy of ${id}`,
      ...(current && { current }),
      ...(latest && newer !== false && { available: latest }),
      ...(patch !== undefined && { patch }),
      unread,
      ...(newer && proposal(intent, preflight.check(seen, intent, proxy_id), unread)),
    };
  });
}
