import { alone, command, type Ended, secretsOf } from '../cli/command.ts';
import type { LedgerWorld } from './ledger-world.ts';
import type { Ran } from './service.ts';

/** The same with the commands that people run beside the functions. */
export interface CommandWorld extends LedgerWorld {
  /** Runs a command by the test's clock, with the functions' environment; at a terminal where something is `typed`. */
  run(
    name: string,
    args: readonly string[],
    more?: Record<string, string | undefined>,
    typed?: string,
  ): Promise<Ended>;
  /** The same in a process of its own, which has no token yet. */
  runAlone: CommandWorld['run'];
  /** Hands an intent in by a queue message. */
  ask(operation: string, intent: object): Promise<Ran>;
  /** Whatever the commands have printed since `reset`; fails when a secret or a stack stands there. */
  printed(): string;
}

/** What an operator has of the functions' environment. */
const operators = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([key]) => /^(HW_|AWS_|LEDGER_|FLEET_|TIMING$|QUEUE_URL$)/.test(key)),
  );

/** A world with commands beside its functions. */
export function withCommands(world: LedgerWorld): CommandWorld {
  let printed = '';
  const by =
    (start: typeof command): CommandWorld['run'] =>
    async (name, args, more = {}, typed = undefined) => {
      const ended = await start(name, args, { ...operators(), ...more }, Date.now(), typed);
      printed += ended.stdout + ended.stderr;
      return ended;
    };
  return {
    ...world,
    run: by(command),
    runAlone: by(alone),
    ask: (operation, intent) => world.service.fire('queue', operation, intent),
    async reset() {
      await world.reset();
      printed = '';
    },
    printed() {
      const leaked = secretsOf(world.cloud).filter((secret) => printed.includes(secret));
      if (leaked.length > 0 || /\n\s+at .*:\d+/.test(printed))
        throw new Error(`printed a secret or a stack: ${printed}`);
      return printed;
    },
  };
}
