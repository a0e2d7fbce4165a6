import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import { cases } from '../world/cases.ts';
import { START, setClock } from '../world/clock.ts';
import { type Ran, type Service, startService } from '../world/service.ts';
import { alone, command, type Ended, secretsOf } from './command.ts';

/** The functions, a ledger and a cloud, all by the test's clock, and the commands that people run beside them. */
export interface CliWorld {
  readonly cloud: Cloud;
  readonly service: Service;
  /** Runs a command by the test's clock, with the functions' environment; at a terminal where something is `typed`. */
  run(
    name: string,
    args: readonly string[],
    more?: Record<string, string | undefined>,
    typed?: string,
  ): Promise<Ended>;
  /** The same in a process of its own, which has no token yet. */
  runAlone: CliWorld['run'];
  /** Hands an intent in by a queue message. */
  ask(operation: string, intent: object): Promise<Ran>;
  /** Brings back what is due for an operation, or for `follow-job`. */
  resume(name: string): Promise<Ran>;
  /** An empty ledger, empty queues, the seeded cloud, the clock at `START`. */
  reset(): Promise<void>;
  /** Whatever the commands have printed since `reset`; fails when a secret or a stack stands there. */
  printed(): string;
  close(): Promise<void>;
}

const NOTHING: Ran = { lines: [], raw: [], again: false, dead: [], result: undefined };

/** Starts everything. */
export async function startCliWorld(): Promise<CliWorld> {
  const cloud = await startCloud({ now: () => Date.now() });
  const table: LedgerTable = await startLedgerTable();
  const service = await startService(cloud.endpoints, {
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
    PREFLIGHT: 'on',
    TIMING: '{"index_lag_ms":0,"follow_least_ms":10}',
    HW_TIMEOUT_MS: '15000',
  });
  const { queues } = service;
  let printed = '';
  const ended = async (
    run: typeof command,
    name: string,
    args: readonly string[],
    more: Record<string, string | undefined> = {},
    typed: string | undefined = undefined,
  ): Promise<Ended> => {
    const ours = Object.entries(process.env).filter(([key]) =>
      /^(HW_|AWS_|LEDGER_|TIMING$|QUEUE_URL$)/.test(key),
    );
    const ended = await run(name, args, { ...Object.fromEntries(ours), ...more }, Date.now(), typed);
    printed += ended.stdout + ended.stderr;
    return ended;
  };
  return {
    cloud,
    service,
    run: (name, args, more, typed) => ended(command, name, args, more, typed),
    runAlone: (name, args, more, typed) => ended(alone, name, args, more, typed),
    ask: (operation, intent) => service.fire('queue', operation, intent),
    async resume(name) {
      await service.sweep();
      const { visible } = await queues.counts(queues.url(name));
      return visible > 0 ? service.deliver(name) : NOTHING;
    },
    async reset() {
      setClock(START);
      printed = '';
      // The handlers keep their tokens from test to test, so the cloud does too.
      const { tokens } = cloud.state;
      cloud.reset();
      cloud.state.tokens = tokens;
      process.env.LEDGER_TABLE = await table.create();
      for (const name of [...cases.map(({ operation }) => operation), 'follow-job']) {
        await queues.purge(queues.url(name));
        await queues.purge(queues.deadLetterUrl(name));
      }
    },
    printed() {
      const leaked = secretsOf(cloud).filter((secret) => printed.includes(secret));
      if (leaked.length > 0 || /\n\s+at .*:\d+/.test(printed))
        throw new Error(`printed a secret or a stack: ${printed}`);
      return printed;
    },
    async close() {
      await service.close();
      await table.close();
      await cloud.close();
    },
  };
}
