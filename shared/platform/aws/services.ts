/** An AWS service that speaks JSON: the host and name it is signed by, the prefix of its targets, its version of the protocol. */
interface JsonService {
  readonly host: string;
  readonly prefix: string;
  readonly version: '1.0' | '1.1';
}

/** The services we ask, under the names by which AWS's own `AWS_ENDPOINT_URL_…` variables call them. */
export const SERVICES = {
  dynamodb: { host: 'dynamodb', prefix: 'DynamoDB_20120810', version: '1.0' },
  eventbridge: { host: 'events', prefix: 'AWSEvents', version: '1.1' },
  secrets_manager: { host: 'secretsmanager', prefix: 'secretsmanager', version: '1.1' },
  sqs: { host: 'sqs', prefix: 'AmazonSQS', version: '1.0' },
} as const satisfies Record<string, JsonService>;

export type ServiceName = keyof typeof SERVICES;

/** Where a service is asked: as AWS's own variables say, else where a queue's URL points, else the region's address. */
export function originOf(service: ServiceName, region: string, { QueueUrl }: { QueueUrl?: unknown }): string {
  const { env } = process;
  const given = env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL ?? QueueUrl;
  if (typeof given === 'string') return new URL(given).origin;
  return `https://${SERVICES[service].host}.${region}.${domainOf(region)}`;
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

const domainOf = (region: string): string =>
  Object.entries(DOMAINS).find(([start]) => region.startsWith(`${start}-`))?.[1] ?? 'amazonaws.com';
