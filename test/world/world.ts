import { startCloud } from '../../stand-in/cloud/cloud.ts';
import { type CommandWorld, withCommands } from './commands.ts';
import { type LedgerWorld, startLedgerWorld } from './ledger-world.ts';
import { plainWorld, type World } from './plain-world.ts';
import { seedAgain, seedHealed } from './seeded-cloud.ts';
import { startService } from './service.ts';

export type { CommandWorld, LedgerWorld, World };

/** What a test asks for. Whatever it asks for, the cloud and all that stands before it are its own. */
export interface Wants {
  /**
   * A ledger, and gates in front of it and of the cloud. The clock then stands until it is moved; without a ledger it is the
   * machine's, so that time-outs end.
   */
  readonly ledger?: true;
  /** The commands that people run, beside a ledger; each request is looked at before it is sent, and the seed is not healed. */
  readonly commands?: true;
  /** What differs from the service's own environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The commands show what people see: every look at the cloud, and jobs that are followed at once. */
const FOR_COMMANDS = { PREFLIGHT: 'on', TIMING: '{"index_lag_ms":0,"follow_least_ms":10}' };

/** Starts the handlers, their queues and a cloud of healthy instances. */
export function startWorld(wants: Wants & { readonly commands: true }): Promise<CommandWorld>;
export function startWorld(wants: Wants & { readonly ledger: true }): Promise<LedgerWorld>;
export function startWorld(wants?: Wants): Promise<World>;
export async function startWorld({ ledger, commands, environment = {} }: Wants = {}): Promise<World> {
  const cloud = await startCloud({ now: () => Date.now() });
  if (commands) {
    return withCommands(await startLedgerWorld(cloud, seedAgain, { ...FOR_COMMANDS, ...environment }));
  }
  if (ledger) return startLedgerWorld(cloud, seedHealed, environment);
  return plainWorld(cloud, await startService(cloud.endpoints, environment), seedHealed);
}
