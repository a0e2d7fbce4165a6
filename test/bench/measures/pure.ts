import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import type { Pure } from '../results.ts';
import { interleave } from '../rounds.ts';
import { runProgram } from '../run-program.ts';
import { median, medianRatio } from '../statistics.ts';

/**
 * The pipeline alone, its network replaced by answers out of memory: microseconds per intent, and their ratio to the
 * cryptography of one signed request in the same rounds, which is as fast or slow as the machine.
 */
export async function measurePure({ cases, compiled, options }: Bench): Promise<Pure[]> {
  const floor: Case = { ...cases.bareHttps, name: 'the cryptography of one signed request' };
  const measured = [floor, cases.token, cases.signed, cases.tokenLooking, cases.signedLooking];
  const calls = 1000 * options.length;
  const samples = await interleave(measured, options.rounds, (one) =>
    runProgram<{ p50_us: number }>(compiled, one === floor ? 'floor' : 'pure', one, { warmUp: calls, calls }),
  );
  const timesOf = (one: Case) => (samples.get(one) ?? []).map(({ p50_us }) => p50_us);
  return measured.map((one) => ({
    name: one.name,
    us: median(timesOf(one)),
    ratio: medianRatio(timesOf(one), timesOf(floor)),
  }));
}
