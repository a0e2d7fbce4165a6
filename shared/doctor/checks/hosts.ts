import { endpointOf, otherHosts, servicesAt } from '../../huawei/endpoints.ts';
import { type Host, labelOf } from '../../huawei/services/services.ts';
import type { Settings } from '../../settings/settings.ts';
import { InvalidIntent } from '../../terms/errors.ts';
import { DAY } from '../../values/time/units.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { reach, resolve } from '../reach.ts';
import { CHECK_HOSTS } from '../remedies.ts';

const SOON_MS = 14 * DAY;

/** The name of the check of a host, for others to rest on. */
export const hostCheck = (service: Host): string => `host of ${service}`;

/** Each host resolves in the region and speaks TLS. Where one does not, the vendor's other prefixes are looked up by `find`. */
export const hosts = (services: readonly Host[], find = resolve): Check[] =>
  services.map((service) => ({
    group: 'hosts',
    name: hostCheck(service),
    asks: 'Does it resolve in the region, and speak TLS?',
    needs: ['variables'],
    look: (context) => look(service, configured(context).settings, find),
  }));

async function look(service: Host, settings: Settings, find: typeof resolve): Promise<Finding> {
  const region = settings.place.region ?? '';
  let origin = '';
  try {
    origin = endpointOf(service, region, settings.place);
    const { addresses, tls, proxy } = await reach(origin, settings.HW_TIMEOUT_MS);
    if (proxy) return { level: 'ok', says: `${new URL(origin).host}, through the proxy ${proxy}` };
    const found = `${new URL(origin).host}, ${addresses} ${addresses === 1 ? 'address' : 'addresses'}`;
    if (!tls) return { level: 'ok', says: `${found}, plain HTTP on this machine` };
    const { version, valid_to } = tls;
    const until = new Date(valid_to);
    const says = `${found}, ${version}, certificate until ${until.toISOString().slice(0, 10)}`;
    return { level: until.getTime() - Date.now() < SOON_MS ? 'warning' : 'ok', says };
  } catch (error) {
    const more = await hints(service, region, settings, find);
    if (error instanceof InvalidIntent) return { ...unlisted(service, region), ...more };
    const reason = error instanceof Error ? error.message : String(error);
    return { level: 'broken', says: `${new URL(origin).host}: ${reason}`, ...more };
  }
}

/** A region for which the vendor's tables have no host is no fault, but nothing can be asked there. */
const unlisted = (service: Host, region: string): Finding => ({
  level: 'not_checked',
  says: `the vendor's tables know no host of ${labelOf(service)} in ${region}`,
});

async function hints(
  service: Host,
  region: string,
  settings: Settings,
  find: typeof resolve,
): Promise<Pick<Finding, 'details' | 'todo'>> {
  const todo = CHECK_HOSTS;
  const others = await Promise.all(
    otherHosts(service, region, settings.place).map(async ({ host, regions }) => {
      const resolves = await find(host).catch(() => 0);
      const owners = servicesAt(host).map(({ label }) => label);
      const words = [
        `${host.split('.')[0]} is its prefix in ${regions} other regions`,
        `${host} ${resolves > 0 ? 'resolves' : 'does not resolve'}`,
        ...(owners.length > 0 ? [`it is the host of ${owners.join(' and ')} here`] : []),
      ];
      return { host, free: resolves > 0 && owners.length === 0, words: words.join('; ') };
    }),
  );
  const better = others.find(({ free }) => free);
  return {
    details: others.map(({ words }) => words),
    todo: better ? `try HW_ENDPOINTS='{"${service}":"https://${better.host}"}'` : todo,
  };
}
