import type { Case } from './cases.ts';
import { shuffled } from './statistics.ts';

/** What each case gave, round by round. */
export type Samples<Sample> = ReadonlyMap<Case, readonly Sample[]>;

/** Runs every case once a round, each round in another random order, so that whatever else the machine does hits all alike. */
export async function interleave<Sample>(
  cases: readonly Case[],
  rounds: number,
  run: (one: Case) => Promise<Sample>,
): Promise<Samples<Sample>> {
  const samples = new Map(cases.map((one) => [one, [] as Sample[]]));
  for (let round = 0; round < rounds; round++) {
    for (const one of shuffled(cases)) samples.get(one)?.push(await run(one));
  }
  return samples;
}
