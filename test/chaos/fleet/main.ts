import { fleetFigures, isGood, printFleets, printFleetWrongs, shortcomings } from './print.ts';
import { type FleetOptions, runFleets } from './run.ts';

/** Plays fleets, prints what came of it, and says whether all was as promised. */
export async function playFleets(
  options: FleetOptions & { readonly json: boolean },
  say: (line: string) => void,
): Promise<boolean> {
  const { fleet, seed, json } = options;
  say(`chaos: fleets of ${fleet} targets, seed ${seed}`);
  const played = await runFleets(options, say);
  const good = isGood(played);
  if (json) {
    console.log(JSON.stringify({ seed, good, figures: fleetFigures(played), wrongs: played.wrongs }));
    return good;
  }
  printFleets(played);
  printFleetWrongs(played, seed);
  for (const sentence of shortcomings(played)) console.log(`\n${sentence}`);
  console.log(`\n${good ? 'as promised' : 'NOT AS PROMISED'}`);
  return good;
}
