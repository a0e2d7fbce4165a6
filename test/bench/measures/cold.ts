import type { Bench } from '../bench.ts';
import type { Cold } from '../results.ts';
import { interleave } from '../rounds.ts';
import { type Run, runProgram } from '../run-program.ts';
import { median } from '../statistics.ts';
import { timed } from './timed.ts';

/** From process start to the first result, a fresh process each time. Throws when a case made no call. */
export async function measureCold({ cases, compiled, stub, options }: Bench): Promise<Cold[]> {
  const all = Object.values(cases);
  await stub.reset();
  const run = async (one: (typeof all)[number]) => runProgram<Run>(compiled, 'cold', one);
  // Once unmeasured: files get into the page cache, and the ledger learns that the credentials are good.
  await interleave(all, 1, run);
  const samples = await interleave(all, options.rounds, run);
  await stub.expectSubmissions(all.length * (options.rounds + 1));
  const rss = new Map([...samples].map(([{ name }, own]) => [name, median(own.map(({ rss_mb }) => rss_mb))]));
  const times = timed(
    samples,
    cases.bareFetch,
    ({ wall_ms }) => wall_ms,
    ({ cpu_ms }) => cpu_ms,
  );
  return times.map((time) => ({ ...time, rss_mb: rss.get(time.name) ?? Number.NaN }));
}
