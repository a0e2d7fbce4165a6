import type { Bench } from '../bench.ts';
import type { Case } from '../cases.ts';
import type { Grown } from '../results.ts';
import { runProgram } from '../run-program.ts';
import { median, medianRatio, shuffled } from '../statistics.ts';

const SIZES = [10, 100, 1000, 10_000];
const QUICK_SIZES = [10, 300];
const LEAST_TOTAL = 1000;

interface Sample {
  readonly us: number;
  readonly writes: number;
}

/** Wall time and ledger writes per target from few to many targets, each a message of its own, full stack and warm. */
export async function measureGrowth(bench: Bench): Promise<Grown[]> {
  const sizes = bench.options.quick ? QUICK_SIZES : SIZES;
  const samples = new Map(sizes.map((size) => [size, [] as Sample[]]));
  for (let round = 0; round < bench.options.longRounds; round++) {
    for (const size of shuffled(sizes))
      samples.get(size)?.push(await workOff(bench, bench.cases.fullStack, size));
  }
  const fewest = (samples.get(sizes[0] ?? 0) ?? []).map(({ us }) => us);
  return [...samples].map(([targets, own]) => ({
    targets,
    us_per_target: median(own.map(({ us }) => us)),
    ratio: medianRatio(
      own.map(({ us }) => us),
      fewest,
    ),
    writes_per_target: median(own.map(({ writes }) => writes)),
  }));
}

/** A few targets at a time are worked off as often as it takes for their time to mean something. */
async function workOff({ compiled, stub, options }: Bench, one: Case, size: number): Promise<Sample> {
  const repeat = Math.ceil((LEAST_TOTAL * options.length) / size);
  await stub.reset();
  const settings = { warmUp: 800 * options.length, calls: size, repeat, batch: one.batch };
  const { ms_per_target } = await runProgram<{ ms_per_target: number }>(compiled, 'growth', one, settings);
  await stub.expectSubmissions(repeat * size);
  const { writes } = await stub.counts();
  return { us: ms_per_target * 1000, writes: writes / (repeat * size) };
}
