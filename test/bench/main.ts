import { availableParallelism, cpus } from 'node:os';
import { buildFunctions } from '../../stand-in/platform/build-functions.ts';
import type { Bench } from './bench.ts';
import { casesOf } from './cases.ts';
import { compile } from './compile.ts';
import { measureCold } from './measures/cold.ts';
import { measureDrain } from './measures/drain.ts';
import { measureFairness } from './measures/fairness.ts';
import { measureFanOut } from './measures/fan-out.ts';
import { measureForecasts } from './measures/forecasts.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureLarge } from './measures/large.ts';
import { measurePages } from './measures/pages.ts';
import { measurePlans } from './measures/plans.ts';
import { measurePure } from './measures/pure.ts';
import { measureQuestions } from './measures/questions.ts';
import { measureRefused } from './measures/refused.ts';
import { measureReports } from './measures/reports.ts';
import { measureSizes } from './measures/sizes.ts';
import { measureSurveys } from './measures/surveys.ts';
import { measureTicks } from './measures/ticks.ts';
import { measureWarm } from './measures/warm.ts';
import { readOptions } from './options.ts';
import { writePage } from './page.ts';
import { installPeers } from './peers.ts';
import type { Results } from './results.ts';
import { startStubServer } from './stub-server.ts';
import { textTable } from './table.ts';
import { tablesOf } from './tables.ts';

const options = readOptions();
const started = performance.now();

/** People watch the steps on stderr, so that stdout holds nothing but the result. */
async function step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const since = performance.now();
  const result = await work();
  process.stderr.write(`${name.padEnd(10)} ${((performance.now() - since) / 1000).toFixed(0)} s\n`);
  return result;
}

buildFunctions();
const peers = await step('peers', installPeers);
const compiled = await compile();
const stub = await startStubServer();
try {
  const bench: Bench = { cases: casesOf(stub.origin, compiled, peers), compiled, stub, options };
  const measured = {
    sizes: await measureSizes(peers),
    cold: await step('cold', () => measureCold(bench)),
    warm: await step('warm', () => measureWarm(bench)),
    pure: await step('pure', () => measurePure(bench)),
    drain: await step('drain', () => measureDrain(bench)),
    fanOut: await step('fan-out', () => measureFanOut(bench)),
    growth: await step('growth', () => measureGrowth(bench)),
    refused: await step('refused', () => measureRefused(bench)),
    large: await step('large', () => measureLarge(bench)),
    fairness: measureFairness(),
    questions: await step('questions', measureQuestions),
    surveys: await step('surveys', () => measureSurveys(bench)),
    plan: await step('plan', () => measurePlans(bench)),
    forecast: await step('forecast', () => measureForecasts(bench)),
    ticks: await step('ticks', () => measureTicks(bench)),
    reports: await step('reports', measureReports),
    pages: await step('pages', () => measurePages(bench)),
  };
  const { rounds, longRounds, quick, json } = options;
  const results: Results = {
    about: {
      date: new Date().toISOString(),
      node: process.version,
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? 'unknown',
      rounds,
      longRounds,
      seconds: Math.round((performance.now() - started) / 1000),
    },
    ...measured,
  };
  // A quick run is for seeing that nothing went badly wrong; its numbers are not worth keeping.
  if (!quick) await writePage(results);
  process.stdout.write(json ? `${JSON.stringify(results, null, 2)}\n` : textOf(results));
} finally {
  stub.close();
  await compiled.remove();
}

function textOf(results: Results): string {
  const { node, cores, cpu, rounds, seconds } = results.about;
  const head = `Node ${node}, ${cores} cores (${cpu}), ${rounds} rounds, ${seconds} s`;
  const tables = tablesOf(results).map(({ title, rows }) => `${title}\n${textTable(rows)}`);
  return `${[head, ...tables].join('\n\n')}\n`;
}
