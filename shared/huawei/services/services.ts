import { gaussdb } from './gaussdb.ts';
import { geminidb } from './geminidb.ts';
import type { Service } from './service.ts';
import { taurusdb } from './taurusdb.ts';

/** Every database service that operations may call. */
export const services = [gaussdb, taurusdb, geminidb] as const;

export type ServiceName = (typeof services)[number]['name'];

/** A host of the vendor's that we speak to; *ces* is Cloud Eye. */
export type Host = ServiceName | 'iam' | 'ces';

const byName = Object.fromEntries(services.map((service) => [service.name, service])) as Readonly<
  Record<ServiceName, Service>
>;

/** Whether a host is a database service's. */
export const isService = (host: Host): host is ServiceName => Object.hasOwn(byName, host);

/** What a host is called in words. */
export const labelOf = (host: Host): string => (isService(host) ? byName[host].label : OTHERS[host]);

const OTHERS = { iam: 'IAM', ces: 'Cloud Eye' } as const;

/** What is known of the service of that name. */
export const serviceOf = (name: ServiceName): Service => byName[name];
