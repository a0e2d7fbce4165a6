import type { Place } from '../settings/settings.ts';
import { InvalidIntent } from '../terms/errors.ts';
import type { Service } from './services/service.ts';
import { type Host, isService, type ServiceName, serviceOf, services } from './services/services.ts';

/**
 * Host prefix → regions of a service. A table and not a formula: the same prefix means different services by region.
 * Source: region tables of the vendor's Node SDK 3.1.209.
 */
const prefixesOf = ({ hosts }: Service): [string, readonly string[]][] =>
  Object.entries(hosts).map(([prefix, regions]) => [prefix, regions.split(' ')]);

// In Europe, but on the other cloud: the SDK's table of IAM hosts (contract §9).
const NOT_EUROPEAN = 'eu-west-0';

const cloudOf = (region: string) =>
  region.startsWith('eu-') && region !== NOT_EUROPEAN ? 'myhuaweicloud.eu' : 'myhuaweicloud.com';

/** The regions in which the vendor's SDK knows a host of the service, sorted. */
export const knownRegions = (service: ServiceName): string[] =>
  prefixesOf(serviceOf(service))
    .flatMap(([, regions]) => regions)
    .sort();

/** The hosts that a service has elsewhere, put into this region, with the number of regions where the vendor's SDK knows them so. */
export function otherHosts(
  host: Host,
  region: string,
  place: Place,
): { readonly host: string; readonly regions: number }[] {
  const cloud = place.cloud ?? cloudOf(region);
  return (isService(host) ? prefixesOf(serviceOf(host)) : [])
    .filter(([, list]) => !list.includes(region))
    .map(([prefix, list]) => ({ host: `${prefix}.${region}.${cloud}`, regions: list.length }));
}

/** The services that the vendor's SDK finds under this host. */
export const servicesAt = (host: string): Service[] => {
  const [prefix, region = ''] = host.split('.');
  return services.filter((service) =>
    prefixesOf(service).some(([one, regions]) => one === prefix && regions.includes(region)),
  );
};

/** The origins to ask in a region instead of the vendor's hosts. */
export const originsIn = (region: string, { endpoints }: Place): Readonly<Partial<Record<string, string>>> =>
  (Object.hasOwn(endpoints, region) && endpoints[region]) || {};

/**
 * The origin of a service in a region: what the place says of that region, else the vendor's table.
 * Throws `InvalidIntent` for a region without a known host; IAM's host follows contract §9 in every region, and Cloud Eye's the fleet contract's §7.2.
 */
export function endpointOf(host: Host, region: string, place: Place): string {
  const override = originsIn(region, place)[host];
  if (override) return new URL(override).origin;
  const cloud = place.cloud ?? cloudOf(region);
  if (!isService(host)) return `https://${host}.${region}.${cloud}`;
  const prefix = prefixesOf(serviceOf(host)).find(([, list]) => list.includes(region))?.[0];
  if (prefix && cloud === cloudOf(region)) return `https://${prefix}.${region}.${cloud}`;
  throw new InvalidIntent([
    {
      path: 'region',
      message:
        `no host of ${host} is known in ${region} on ${cloud}; known: ${knownRegions(host).join(', ')}; ` +
        `for another, name its host in HW_ENDPOINTS, {"${region}":{"${host}":"https://…"}}`,
    },
  ]);
}
