/** The services we ask, under the names by which AWS's own `AWS_ENDPOINT_URL_…` variables call them: the host and name each is signed by. */
const HOSTS = {
  alb_keys: 'public-keys.auth.elb',
  dynamodb: 'dynamodb',
  eventbridge: 'events',
  lambda: 'lambda',
  secrets_manager: 'secretsmanager',
  sns: 'sns',
  sqs: 'sqs',
  sts: 'sts',
} as const;

export type ServiceName = keyof typeof HOSTS;

/** The host and name that a service is signed by. */
export const hostOf = (service: ServiceName): string => HOSTS[service];

/** Where a service is asked: as AWS's own variables say, else where a queue's URL points, else the region's address. */
export function originOf(service: ServiceName, region: string, { QueueUrl }: { QueueUrl?: unknown }): string {
  const { env } = process;
  const given = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL ?? QueueUrl;
  if (typeof given === 'string') return new URL(given).origin;
  return `https://${HOSTS[service]}.${region}.${domainOf(region)}`;
}

/** The domains of AWS's partitions by how their regions begin, as AWS's own SDK has them; all others are under amazonaws.com. */
const DOMAINS: Readonly<Record<string, string>> = {
  cn: 'amazonaws.com.cn',
  eusc: 'amazonaws.eu',
  'eu-isoe': 'cloud.adc-e.uk',
  'us-iso': 'c2s.ic.gov',
  'us-isob': 'sc2s.sgov.gov',
  'us-isof': 'csp.hci.ic.gov',
};

/** The domain of the partition that a region belongs to. */
export const domainOf = (region: string): string =>
  Object.entries(DOMAINS).find(([start]) => region.startsWith(`${start}-`))?.[1] ?? 'amazonaws.com';
