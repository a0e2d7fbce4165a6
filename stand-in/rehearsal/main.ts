import { buildFunctions } from '../platform/build-functions.ts';
import { beginToKeep } from '../secrets/kept.ts';
import { leaksIn } from '../secrets/leaks.ts';
import { startBars } from './bars.ts';
import { briefly } from './briefly.ts';
import { compareFrozen, frozenSummary, meetFreeze } from './calendar/frozen.ts';
import { compareTold, tellRooms, toldSummary } from './chat/rooms-told.ts';
import { compare, wrongDeadLetters } from './compare.ts';
import { compareDesk, deskSummary, playDesk } from './desk/loop.ts';
import { compareOutcomes, outcomesSummary, tellOutcomes } from './desk/told.ts';
import { endsTable } from './ends-table.ts';
import { compareSurvey, surveySummary } from './fleet/compare-survey.ts';
import { surveyTwoPlaces } from './fleet/two-places.ts';
import { keepUp } from './keep.ts';
import { readOptions } from './options.ts';
import { type PlayedWave, play } from './play.ts';
import { startProgress } from './progress.ts';
import { readExamples } from './read-examples.ts';
import { type DeadLetters, resultsOf } from './results.ts';
import { compareRollouts } from './rollouts/compare-rollouts.ts';
import { playRollouts } from './rollouts/play-rollouts.ts';
import { rolloutLines, rolloutSummary } from './rollouts/told.ts';
import { scenes } from './scenes.ts';
import { type Stage, startStage } from './stage.ts';
import { NEXT, summary } from './summary.ts';
import { table } from './table.ts';

// The rehearsal: every vendor example through every trigger, then what goes wrong, then jobs followed to their end, then two
// places surveyed, fleets rolled out and rooms told of a rollout, on built functions and a stand-in cloud; `npm start -- --keep` leaves
// everything up.
const options = readOptions();
buildFunctions();
const progress = startProgress();
let stage: Stage | undefined;

try {
  process.exitCode = await rehearse();
} catch (error) {
  console.error(`\nthe rehearsal broke off at: ${progress.step}\n`, error);
  process.exitCode = 1;
} finally {
  await stage?.close();
}
process.exit();

async function rehearse(): Promise<number> {
  const kept = beginToKeep();
  const { known, unknown } = await readExamples();
  const started = await progress.during('cloud, queues, functions and HTTP API come up', () => startStage());
  stage = started;

  const bars = startBars();
  const waves: PlayedWave[] = [];
  for (const wave of scenes(known)) {
    waves.push(await progress.during(wave.title, () => play(started, wave, bars)));
  }
  await started.reset();
  const frozen = await progress.during(
    'an intent that comes in a freeze, and is sent when that is over',
    () => meetFreeze(started),
  );
  await started.reset();
  const desk = await progress.during('a change desk hands in work and asks what became of it', () =>
    playDesk(started),
  );
  const outcomes = await progress.during('and is told', () => tellOutcomes(started));
  await started.reset();
  const surveyed = await progress.during('two places surveyed, and a report of them', () =>
    surveyTwoPlaces(started),
  );
  const rolledOut = await playRollouts(progress);
  for (const line of rolloutLines(rolledOut)) console.log(`  ${line}`.trimEnd());
  const told = await progress.during('rooms of every kind are told of that fleet', () =>
    tellRooms(started, { fleet: rolledOut.events }),
  );
  const dead = await started.deadLetters();
  const differences = [
    ...waves.flatMap((wave) => compare(wave, dead)),
    ...wrongDeadLetters(waves, dead),
    ...compareFrozen(frozen),
    ...compareDesk(desk),
    ...compareOutcomes(outcomes),
    ...compareSurvey(surveyed, started.cloud),
    ...compareRollouts(rolledOut),
    ...compareTold(told),
    ...leaksIn(kept).map(({ where }) => `a secret shows in ${where}`),
  ];

  if (options.verbose) showAll(waves, dead);
  for (const { operation } of unknown) {
    console.log(`not rehearsed: ${operation.name}, which the stand-in cloud does not know`);
  }
  for (const difference of differences) console.error(`differs: ${difference.slice(0, 1000)}`);

  console.log(
    `\n${[...summary(waves, dead), frozenSummary(frozen), deskSummary(desk), outcomesSummary(outcomes), ...surveySummary(surveyed), ...rolloutSummary(rolledOut), toldSummary(told)].join('\n')}`,
  );
  console.log(
    differences.length === 0
      ? 'Every outcome and every end is what the stand-in cloud did; no secret shows.\n'
      : `WHAT DIFFERS: ${differences.length}, listed above.\n`,
  );
  if (options.keep)
    await keepUp(started, options.verbose ? console.log : (line) => console.log(briefly(line)));
  else console.log(NEXT.join('\n'));
  return differences.length === 0 ? 0 : 1;
}

/** Every outcome, every end, and what a function prints. */
function showAll(waves: readonly PlayedWave[], dead: DeadLetters): void {
  const played = waves.flatMap((wave) => wave.played);
  const width = process.stdout.columns ?? 140;
  console.log(`\n${table(played, dead, width).join('\n')}`);
  const followed = waves.filter(({ wave }) => wave.followed).flatMap(({ entries }) => entries);
  console.log(`\nhow the jobs ended:\n\n${endsTable(followed, width).join('\n')}`);
  const results = played.flatMap((one) => resultsOf(one, dead));
  const shown = results.find(({ report }) => report.status === 'partial') ?? results[0];
  const ended = waves.flatMap((wave) => wave.followed).find((line) => line.includes('"end":"failed"'));
  console.log(`\na raw log line, and that of a job that failed:\n${shown?.run.lines[0]}\n${ended}`);
}
