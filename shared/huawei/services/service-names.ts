import type { ServiceName } from './services.ts';

// A service that is missing here does not compile.
const names: Readonly<Record<ServiceName, true>> = { gaussdb: true, taurusdb: true, geminidb: true };

/** The services by name, for who needs no more of them: the sweep's settings do not carry what is known of each. */
export const SERVICE_NAMES = Object.keys(names) as ServiceName[];
