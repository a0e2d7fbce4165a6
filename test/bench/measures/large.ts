import type { Bench } from '../bench.ts';
import type { Large } from '../results.ts';
import { runProgram } from '../run-program.ts';

// What SQS takes, less the attributes that a dead letter gets besides.
const BYTES = 1_000_000;

/** A batch of five messages of unknown keys, each as large as a queue takes: the longest log line, and the most memory. */
export async function measureLarge({ cases, compiled, stub }: Bench): Promise<Large> {
  await stub.reset();
  const one = cases.fullStack;
  const queue = `${stub.origin}/000000000000/{operation}`;
  const environment = { ...one.environment, QUEUE_URL: queue, DEAD_LETTER_QUEUE_URL: `${queue}-dead` };
  const { message_bytes, line_bytes, rss_mb } = await runProgram<Omit<Large, 'rss_mb'>>(
    compiled,
    'large',
    { ...one, environment },
    { calls: BYTES, batch: one.batch },
  );
  return { message_bytes, line_bytes, rss_mb };
}
