import type { Place } from '../settings/settings.ts';
import { InvalidIntent } from '../terms/errors.ts';
import type { Service } from '../terms/operation.ts';

const regions = (text: string) => text.split(' ');

/**
 * Host prefix → regions, per service. A table and not a formula: the same prefix means different services by region.
 * Source: region tables of the vendor's Node SDK 3.1.209.
 */
const PREFIXES: Readonly<Record<Service, Readonly<Record<string, readonly string[]>>>> = {
  gaussdb: {
    gaussdb: regions(
      'af-north-1 ap-southeast-5 cn-east-2 cn-east-4 cn-east-5 cn-north-12 me-east-1 tr-west-1',
    ),
    'gaussdb-opengauss': regions(
      'af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 cn-east-3 cn-north-2 cn-north-4 ' +
        'cn-north-9 cn-south-1 cn-south-2 cn-south-4 cn-southwest-2 la-north-2 la-south-2 ru-northwest-2 sa-brazil-1',
    ),
  },
  taurusdb: {
    gaussdb: regions(
      'ap-southeast-3 ap-southeast-4 cn-east-3 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-4 ' +
        'cn-southwest-2 ru-northwest-2 sa-brazil-1',
    ),
    gaussdbformysql: regions('ap-southeast-1 ap-southeast-2 cn-north-11 me-east-1 tr-west-1'),
    'gaussdb-mysql': regions('af-south-1 cn-east-5 cn-southwest-3 la-north-2'),
  },
  geminidb: {
    'gaussdb-nosql': regions(
      'af-south-1 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 cn-east-2 cn-east-3 ' +
        'cn-east-4 cn-north-1 cn-north-11 cn-north-2 cn-north-4 cn-north-9 cn-south-1 cn-south-2 cn-south-4 ' +
        'cn-southwest-2 cn-southwest-3 eu-west-101 la-north-2 la-south-2 me-east-1 ru-moscow-1 ru-northwest-2 ' +
        'sa-brazil-1 tr-west-1',
    ),
  },
};

// In Europe, but on the other cloud: the SDK's table of IAM hosts (contract §9).
const NOT_EUROPEAN = 'eu-west-0';

const cloudOf = (region: string) =>
  region.startsWith('eu-') && region !== NOT_EUROPEAN ? 'myhuaweicloud.eu' : 'myhuaweicloud.com';

/** The regions in which the vendor's SDK knows a host of the service, sorted. */
export const knownRegions = (service: Service): string[] => Object.values(PREFIXES[service]).flat().sort();

/** The hosts that the service has elsewhere, put into this region, with the number of regions where the vendor's SDK knows them so. */
export function otherHosts(
  service: Service,
  region: string,
  place: Place,
): { readonly host: string; readonly regions: number }[] {
  const cloud = place.cloud ?? cloudOf(region);
  return Object.entries(PREFIXES[service])
    .filter(([, list]) => !list.includes(region))
    .map(([prefix, list]) => ({ host: `${prefix}.${region}.${cloud}`, regions: list.length }));
}

/** The services that the vendor's SDK finds under this host. */
export const servicesAt = (host: string): Service[] => {
  const [prefix = '', region = ''] = host.split('.');
  return (Object.keys(PREFIXES) as Service[]).filter((service) =>
    PREFIXES[service][prefix]?.includes(region),
  );
};

/** The origins to ask in a region instead of the vendor's hosts. */
export const originsIn = (region: string, { endpoints }: Place): Readonly<Partial<Record<string, string>>> =>
  (Object.hasOwn(endpoints, region) && endpoints[region]) || {};

/**
 * The origin of a service in a region: what the place says of that region, else the vendor's table.
 * Throws `InvalidIntent` for a region without a known host; IAM's host follows contract §9 in every region.
 */
export function endpointOf(service: Service | 'iam', region: string, place: Place): string {
  const override = originsIn(region, place)[service];
  if (override) return new URL(override).origin;
  const cloud = place.cloud ?? cloudOf(region);
  if (service === 'iam') return `https://iam.${region}.${cloud}`;
  const prefix = Object.entries(PREFIXES[service]).find(([, list]) => list.includes(region))?.[0];
  if (prefix && cloud === cloudOf(region)) return `https://${prefix}.${region}.${cloud}`;
  throw new InvalidIntent([
    {
      path: 'region',
      message:
        `no host of ${service} is known in ${region} on ${cloud}; known: ${knownRegions(service).join(', ')}; ` +
        `for another, name its host in HW_ENDPOINTS, {"${region}":{"${service}":"https://…"}}`,
    },
  ]);
}
