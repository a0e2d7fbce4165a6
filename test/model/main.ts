import { badArguments, readArguments } from '../../stand-in/read-arguments.ts';
import { Broken } from './judge.ts';
import { play } from './run.ts';

// Model: the pure machine of rollouts against a table in memory: steps at once, stopped at every write, at random.
const USAGE =
  'usage: npm run model -- [--moves 3000000] [--seconds 3600] [--seed 1] [--length 1500] [--trace]';
const values = readArguments(USAGE, {
  moves: { type: 'string', default: '3000000' },
  seconds: { type: 'string', default: '3600' },
  seed: { type: 'string', default: '1' },
  length: { type: 'string', default: '1500' },
  trace: { type: 'boolean', default: false },
});
const whole = (name: 'moves' | 'seconds' | 'seed' | 'length') => {
  if (!/^\d{1,8}$/.test(values[name])) badArguments(USAGE, `--${name}: expected a whole number`);
  return Number(values[name]);
};
const [moves, seconds, first, length] = [whole('moves'), whole('seconds'), whole('seed'), whole('length')];
const began = performance.now();
const elapsed = () => (performance.now() - began) / 1000;
let [played, begun, seed] = [0, 0, first];
const ends = new Map<string, number>();
for (; played < moves && elapsed() < seconds; seed += 1) {
  try {
    const game = await play(seed, length, values.trace ? console.error : undefined);
    played += game.moves;
    begun += game.began;
    for (const end of game.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    console.error(`broken with --seed ${seed} --length ${length} --moves 1 --trace: ${error.message}`);
    process.exitCode = 1;
    break;
  }
}
const told = [...ends].map(([end, count]) => `${count} ${end}`).join(', ');
console.log(
  `model: ${played} moves in ${elapsed().toFixed(1)} s; ${begun} targets were worked on; rollouts: ${told}${process.exitCode ? '' : '; no promise broken'}`,
);
