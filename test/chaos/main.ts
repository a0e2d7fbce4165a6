import { buildFunctions } from '../../stand-in/platform/build-functions.ts';
import { playFleets } from './fleet/main.ts';
import { readOptions } from './options.ts';
import { figuresOf, isGood, printRun, printWrongs } from './print.ts';
import { run } from './run.ts';

// Chaos: the built functions as processes against stand-ins, everything going wrong that can, and the cloud's own
// record held against every report, the ledger and the dead letters.
const options = readOptions();
buildFunctions();
const say = (line: string) => (options.json ? console.error(line) : console.log(line));
process.exit((await play()) ? 0 : 1);

async function play(): Promise<boolean> {
  const { fleet, seed } = options;
  if (fleet !== undefined) return playFleets({ ...options, fleet }, say);
  say(`chaos: ${options.messages} messages, seed ${seed}${options.only ? `, only ${options.only}` : ''}`);
  const played = await run(options, say);
  const good = isGood(played);
  if (options.json) {
    const { wrongs } = played.judgement;
    console.log(JSON.stringify({ seed, good, figures: figuresOf(played), wrongs }));
    return good;
  }
  printRun(played);
  printWrongs(played, seed);
  if (!played.atRest)
    console.log(
      `\nnot at rest after ${options.maxSeconds} s: what is lost or has no end may only not have come yet`,
    );
  console.log(`\n${good ? 'as promised' : 'NOT AS PROMISED'}`);
  return good;
}
