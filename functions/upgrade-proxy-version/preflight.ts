import type * as z from 'zod/mini';
import { checkAtRest, listInstances } from '../../shared/huawei/instances.ts';
import { type Check, findings, type Preflight } from '../../shared/terms/preflight.ts';
import { BROKEN, findProxy, listProxies, proxiesAtRest } from './proxies.ts';
import { runs, versionIn, versionOf } from './proxy-version.ts';
import type { request } from './schema.ts';

type Request = z.infer<typeof request>;

/** The instance is at rest, the proxy ACTIVE, still at `source_version`, and the cloud says that it can be upgraded. */
export const preflight: Preflight<Request> = {
  reads: ({ instance_id, proxy_id }) => ({
    instances: listInstances('taurusdb', [instance_id]),
    proxies: listProxies(instance_id),
    version: versionOf(instance_id, proxy_id),
  }),
  check: (answers, asked) => {
    const found = findings(
      checkAtRest('taurusdb', answers, asked.instance_id),
      checkProxy(findProxy(answers, asked.proxy_id), asked.proxy_id),
      checkVersion(answers.version, asked),
    );
    return { ...found, at_rest: found.at_rest && proxiesAtRest(answers) };
  },
  runs: ({ version }) => versionIn(version)?.current_version,
};

// Words of work that ends by itself; the others of the vendor's list are states to mend (contract §4).
const AT_WORK = /^(ENABLING|DISABLING|ADDING|DELETING|CHANGING) /;

function checkProxy(proxy: ReturnType<typeof findProxy>, proxy_id: string): Check {
  if (proxy === 'unread') return { unchecked: 'proxy' };
  if (proxy === 'absent') {
    return { reason: `the instance has no proxy ${proxy_id}`, hint: 'check proxy_id and instance_id' };
  }
  const { status } = proxy;
  if (status === 'ACTIVE') return undefined;
  if (AT_WORK.test(status)) return { reason: `the proxy is ${status}`, retry: true };
  if (BROKEN.includes(status))
    return { reason: `the proxy is ${status}`, hint: 'mend the proxy in the console first' };
  return { unchecked: `proxy status (${status} is not a documented word)` };
}

function checkVersion(version: unknown, { source_version, target_version }: Request): Check {
  const { current_version: current, can_upgrade } = versionIn(version) ?? {};
  if (runs(version, target_version)) return undefined;
  if (current !== undefined && !runs(version, source_version)) {
    return {
      reason: `the proxy runs ${current}, not source_version ${source_version}`,
      hint: 'look at what runs there, and write that as source_version',
    };
  }
  if (can_upgrade === false) {
    return {
      reason: 'the cloud says that this proxy cannot be upgraded',
      hint: 'see the proxy in the console for why',
    };
  }
  if (current === undefined) return { unchecked: 'proxy version' };
  return can_upgrade === undefined ? { unchecked: 'can_upgrade' } : undefined;
}
