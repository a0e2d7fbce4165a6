import type { Bench } from '../bench.ts';
import type { FannedOut } from '../results.ts';
import { runProgram } from '../run-program.ts';

const INSTANCES = 10_000;
const IDS_A_CALL = 10;

/** One intent for 10,000 instances of three engines, worked off to the end in one process: how often the cloud is asked. Throws when some were left out. */
export async function measureFanOut({ cases, compiled, stub }: Bench): Promise<FannedOut> {
  await stub.reset();
  const environment = {
    ...cases.tokenLooking.environment,
    MAX_TARGETS: String(INSTANCES),
    QUEUE_URL: `${stub.origin}/000000000000/{operation}`,
  };
  const { messages } = await runProgram<{ messages: number }>(
    compiled,
    'fan-out',
    { ...cases.tokenLooking, environment },
    { calls: INSTANCES, batch: cases.tokenLooking.batch },
  );
  const { submissions, tokens } = await stub.counts();
  const least = INSTANCES / IDS_A_CALL;
  if (submissions < least) throw new Error(`${submissions} calls came in, expected at least ${least}`);
  return { instances: INSTANCES, least, messages, submissions, tokens };
}
