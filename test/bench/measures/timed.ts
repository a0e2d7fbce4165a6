import type { Case } from '../cases.ts';
import type { Timed } from '../results.ts';
import type { Samples } from '../rounds.ts';
import { median, medianRatio } from '../statistics.ts';

/** Medians of a wall and a CPU time per case, and their ratios to the reference. */
export function timed<Sample>(
  samples: Samples<Sample>,
  reference: Case,
  wallOf: (sample: Sample) => number,
  cpuOf: (sample: Sample) => number,
): Timed[] {
  const base = samples.get(reference) ?? [];
  return [...samples].map(([{ name }, own]) => ({
    name,
    ms: median(own.map(wallOf)),
    ratio: medianRatio(own.map(wallOf), base.map(wallOf)),
    cpu_ms: median(own.map(cpuOf)),
    cpu_ratio: medianRatio(own.map(cpuOf), base.map(cpuOf)),
  }));
}
