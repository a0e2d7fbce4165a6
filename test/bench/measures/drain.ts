import type { Bench } from '../bench.ts';
import type { Drained } from '../results.ts';
import { interleave } from '../rounds.ts';
import { runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';

const IN_FLIGHT = 100;
const LATENCY_MS = 50;
const IDEAL = (IN_FLIGHT / LATENCY_MS) * 1000;

/** One process with 100 messages in flight against a cloud that takes 50 ms: its share of the ideal 2,000 a second. */
export async function measureDrain({ cases, compiled, stub, options }: Bench): Promise<Drained[]> {
  const { bareHttps, bareFetch, token, signed, tokenLooking, vendor } = cases;
  const compared = [bareHttps, bareFetch, token, signed, tokenLooking, ...(vendor ? [vendor] : [])];
  await stub.reset(LATENCY_MS);
  const settings = { warmUp: 1000 * options.length, calls: 4000 * options.length };
  const samples = await interleave(compared, options.longRounds, (one) =>
    runProgram<{ per_second: number }>(compiled, 'drain', one, {
      ...settings,
      batch: one.batch,
      lanes: IN_FLIGHT / one.batch,
    }),
  );
  await stub.expectSubmissions(compared.length * options.longRounds * (settings.warmUp + settings.calls));
  return [...samples].map(([{ name }, own]) => {
    const per_second = median(own.map((sample) => sample.per_second));
    return { name, per_second, share: per_second / IDEAL };
  });
}
