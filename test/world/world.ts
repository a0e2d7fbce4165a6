import { startCloud } from '../../stand-in/cloud/cloud.ts';
import { type LedgerWorld, startLedgerWorld } from './ledger-world.ts';
import { plainWorld, type World } from './plain-world.ts';
import { seedHealed } from './seeded-cloud.ts';
import { startService } from './service.ts';

export type { LedgerWorld, World };

/** What a test asks for. Whatever it asks for, the cloud and all that stands before it are its own. */
export interface Wants {
  /**
   * A ledger, and gates in front of it and of the cloud. The clock then stands until it is moved; without a ledger it is the
   * machine's, so that time-outs end.
   */
  readonly ledger?: true;
  /** What differs from the service's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts the handlers, their queues and a cloud of healthy instances. */
export function startWorld(wants: Wants & { readonly ledger: true }): Promise<LedgerWorld>;
export function startWorld(wants?: Wants): Promise<World>;
export async function startWorld({ ledger, environment = {} }: Wants = {}): Promise<World> {
  const cloud = await startCloud({ now: () => Date.now() });
  if (ledger) return startLedgerWorld(cloud, seedHealed, environment);
  return plainWorld(cloud, await startService(cloud.endpoints, environment), seedHealed);
}
