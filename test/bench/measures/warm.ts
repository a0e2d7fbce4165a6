import type { Bench } from '../bench.ts';
import type { Timed } from '../results.ts';
import { interleave } from '../rounds.ts';
import { runProgram } from '../run-program.ts';
import { timed } from './timed.ts';

interface Warm {
  readonly p50_us: number;
  readonly cpu_us: number;
}

/** One invocation after another in a process that has warmed up: the median of each process, and the median of those. */
export async function measureWarm({ cases, compiled, stub, options }: Bench): Promise<Timed[]> {
  const { bareHttps, bareFetch, token, signed, tokenLooking, signedLooking, vendor } = cases;
  const compared = [
    bareHttps,
    bareFetch,
    token,
    signed,
    tokenLooking,
    signedLooking,
    ...(vendor ? [vendor] : []),
  ];
  await stub.reset();
  const settings = { warmUp: 200 * options.length, calls: 400 * options.length };
  const samples = await interleave(compared, options.rounds, (one) =>
    runProgram<Warm>(compiled, 'warm', one, settings),
  );
  await stub.expectSubmissions(compared.length * options.rounds * (settings.warmUp + settings.calls));
  return timed(
    samples,
    bareFetch,
    ({ p50_us }) => p50_us / 1000,
    ({ cpu_us }) => cpu_us / 1000,
  );
}
