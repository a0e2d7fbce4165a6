import type { Bench } from '../bench.ts';
import type { Refused } from '../results.ts';
import { runProgram } from '../run-program.ts';

const MESSAGES = 1000;
const LIMIT = 10;

/** A thousand messages under a rule of ten targets an hour, full stack: what the cloud is asked for those that are refused. */
export async function measureRefused({ cases, compiled, stub }: Bench): Promise<Refused> {
  await stub.reset();
  const one = cases.fullStack;
  const rule = {
    from: ['queue:*'],
    operations: ['patch-databases'],
    projects: ['*'],
    max_targets_per_hour: LIMIT,
  };
  const queue = `${stub.origin}/000000000000/{operation}`;
  const environment = {
    ...one.environment,
    POLICY: JSON.stringify({ few: rule }),
    QUEUE_URL: queue,
    DEAD_LETTER_QUEUE_URL: `${queue}-dead`,
  };
  const settings = { warmUp: 0, calls: MESSAGES, repeat: 1, batch: one.batch };
  await runProgram(compiled, 'growth', { ...one, environment }, settings);
  await stub.expectSubmissions(LIMIT);
  const { looks, tokens } = await stub.counts();
  return { messages: MESSAGES, refused: MESSAGES - LIMIT, reads: looks + tokens };
}
