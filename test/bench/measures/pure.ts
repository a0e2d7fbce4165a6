import type { Bench } from '../bench.ts';
import type { Pure } from '../results.ts';
import { interleave } from '../rounds.ts';
import { runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';

/** The pipeline alone, its network replaced by answers out of memory: microseconds per intent. */
export async function measurePure({ cases, compiled, options }: Bench): Promise<Pure[]> {
  const samples = await interleave(
    [cases.token, cases.signed, cases.tokenLooking, cases.signedLooking],
    options.rounds,
    (one) =>
      runProgram<{ p50_us: number }>(compiled, 'pure', one, {
        warmUp: 1000 * options.length,
        calls: 1000 * options.length,
      }),
  );
  return [...samples].map(([{ name }, own]) => ({ name, us: median(own.map(({ p50_us }) => p50_us)) }));
}
