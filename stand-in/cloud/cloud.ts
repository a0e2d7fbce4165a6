import type { Clock } from './clock.ts';
import type { EndingScript } from './ending.ts';
import type { Accepted, Received } from './exchange.ts';
import type { FaultScript } from './faults.ts';
import { readsOf } from './reads.ts';
import { startServer } from './server.ts';
import type { State } from './state.ts';
import { openWorld } from './world.ts';

/** A running stand-in for the vendor's cloud. */
export interface Cloud {
  endpoints: { iam: string; ces: string; gaussdb: string; taurusdb: string; geminidb: string };
  clock: Clock;
  state: State;
  faults: FaultScript;
  /** How the work that is accepted next will end. */
  endings: EndingScript;
  /** Every request, in the order their bodies were complete. */
  received: Received[];
  /** Every unit of work truly started, whatever the caller was told. */
  accepted: Accepted[];
  /** How many reads the databases' services took, by `service call`; with an id, those that name it in path or query. */
  reads(about?: string): Record<string, number>;
  /** Back to the seeded state: no faults, no endings, empty records, the clock as it was given. */
  reset(): void;
  close(): Promise<void>;
}

/** Starts the services on the loopback interface, on free ports unless told otherwise. */
export async function startCloud(
  options: {
    now?: () => number;
    ports?: { iam: number; ces: number; gaussdb: number; taurusdb: number; geminidb: number };
  } = {},
): Promise<Cloud> {
  const { world, clock, reset } = openWorld(options.now ?? Date.now);
  const { state, faults, endings, received, accepted } = world;
  const ports = options.ports ?? { iam: 0, ces: 0, gaussdb: 0, taurusdb: 0, geminidb: 0 };
  const iam = await startServer('iam', world, ports.iam, { world, clock, reset });
  const ces = await startServer('ces', world, ports.ces);
  const gaussdb = await startServer('gaussdb', world, ports.gaussdb);
  const taurusdb = await startServer('taurusdb', world, ports.taurusdb);
  const geminidb = await startServer('geminidb', world, ports.geminidb);
  const servers = { iam, ces, gaussdb, taurusdb, geminidb };
  return {
    endpoints: {
      iam: iam.url,
      ces: ces.url,
      gaussdb: gaussdb.url,
      taurusdb: taurusdb.url,
      geminidb: geminidb.url,
    },
    clock,
    state,
    faults,
    endings,
    received,
    accepted,
    reads: (about) => readsOf(received, about),
    reset,
    close: async () => {
      await Promise.all(Object.values(servers).map((server) => server.close()));
    },
  };
}
