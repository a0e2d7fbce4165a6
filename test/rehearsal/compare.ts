import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../shared/outcome.ts';
import type { Accepted } from '../cloud/exchange.ts';
import type { Played, PlayedWave } from './play.ts';
import { type DeadLetters, type Result, resultsOf } from './results.ts';
import { type Run, reportOf } from './runs.ts';
import type { ExpectedReport } from './scene.ts';

/** Everything about a wave that is not as it should be, in words; nothing when all is well. */
export function compare(wave: PlayedWave, dead: DeadLetters): string[] {
  const { played, strays, accepted, submissions } = wave;
  const outcomes = played.flatMap((one) => resultsOf(one, dead).flatMap(({ report }) => report.outcomes));
  const calls = played.reduce((sum, { scene }) => sum + scene.expect.calls, 0);
  return [
    ...played.flatMap((one) =>
      [...one.runs.flatMap(wrongLines), ...wrongAnswer(one), ...wrongReports(one, dead)].map(
        (what) => `${one.scene.operation} by ${one.scene.way} (${one.scene.title}): ${what}`,
      ),
    ),
    ...strays.map(({ function: name, lines }) => `${name} printed beside any intent: ${lines.join(' | ')}`),
    ...untruths(outcomes, accepted),
    ...(submissions === calls ? [] : [`the cloud got ${submissions} submissions, expected ${calls}`]),
  ];
}

/** Dead letters that belong to no intent, or to one that has another already. */
export function wrongDeadLetters(waves: readonly PlayedWave[], dead: DeadLetters): string[] {
  const ids = new Set(
    waves.flatMap(({ played }) => played.flatMap(({ runs }) => runs)).map((run) => run.request_id),
  );
  return dead
    .filter((id, index) => !ids.has(id) || dead.indexOf(id) !== index)
    .map((id) => `the dead letter ${id} belongs to no intent, or is there twice`);
}

/**
 * Where outcomes and the cloud's own record part: every accepted outcome needs its job there, and every piece of work
 * there an accepted outcome, or at least one that admits not to know.
 */
function untruths(outcomes: readonly Outcome[], accepted: readonly Accepted[]): string[] {
  const unreported = [...accepted];
  const strike = (found: (work: Accepted) => boolean) => {
    const index = unreported.findIndex(found);
    if (index >= 0) unreported.splice(index, 1);
    return index >= 0;
  };
  const invented = outcomes
    .filter(({ verdict }) => verdict === 'accepted')
    .filter(({ target, job_id }) => !strike((work) => work.target === target && work.job_id === job_id));
  for (const { target, verdict } of outcomes) {
    if (verdict === 'unknown') strike((work) => work.target === target);
  }
  return [
    ...invented.map(
      ({ target, job_id }) => `${target} is reported accepted as ${job_id}, the cloud has none`,
    ),
    ...unreported.map(({ target, job_id }) => `the cloud started ${job_id} on ${target}, no report says so`),
  ];
}

function wrongLines({ function: name, lines, returned }: Run): string[] {
  const report = reportOf(lines[0]);
  if (lines.length !== 1 || !report) {
    return [`expected one log line of ${name}, got ${lines.length}: ${lines.join(' | ')}`];
  }
  const logged = new Map(Object.entries(report));
  return Object.entries(returned ?? {})
    .filter(([key, value]) => !isDeepStrictEqual(logged.get(key), value))
    .map(([key]) => `the log line of ${name} and what it returned differ in ${key}`);
}

function wrongAnswer({ scene, fired: { answer } }: Played): string[] {
  const { status, says = '' } = scene.expect.answer ?? {};
  return answer?.status === status && (answer?.body ?? '').includes(says)
    ? []
    : [`expected HTTP ${status} ${says}, got ${answer?.status} ${answer?.body}`];
}

function wrongReports(one: Played, dead: DeadLetters): string[] {
  const left = resultsOf(one, dead);
  const missing = one.scene.expect.reports.filter((expected) => {
    const index = left.findIndex((result) => fits(expected, result));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return [
    ...missing.map((expected) => `missing: ${JSON.stringify(expected)}`),
    ...left.map(({ fate, report }) => `not expected: ${fate}, ${JSON.stringify(report)}`),
  ];
}

const fits = ({ status, fate, outcomes }: ExpectedReport, result: Result) =>
  status === result.report.status &&
  fate === result.fate &&
  outcomes.length === result.report.outcomes.length &&
  outcomes.every((expected, index) => {
    const came = new Map(Object.entries(result.report.outcomes[index] ?? {}));
    return Object.entries(expected).every(([key, value]) => isDeepStrictEqual(came.get(key), value));
  });
