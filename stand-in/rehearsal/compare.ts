import { isDeepStrictEqual } from 'node:util';
import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Accepted } from '../cloud/exchange.ts';
import { compareEnds } from './compare-ends.ts';
import type { Played, PlayedWave } from './play.ts';
import { type DeadLetters, goesOn, type Result, resultsOf } from './results.ts';
import { type Run, reportOf } from './runs.ts';
import type { ExpectedReport } from './scene.ts';

/** Everything about a wave that is not as it should be, in words; nothing when all is well. */
export function compare(wave: PlayedWave, dead: DeadLetters): string[] {
  const { played, strays, accepted } = wave;
  const results = played.flatMap((one) => resultsOf(one, dead));
  return [
    ...played.flatMap((one) =>
      [...one.runs.flatMap(wrongLines), ...wrongAnswers(one), ...wrongReports(one, dead)].map(
        (what) => `${one.scene.operation} by ${one.scene.way} (${one.scene.title}): ${what}`,
      ),
    ),
    ...strays.map(({ function: name, lines }) => `${name} printed beside any intent: ${lines.join(' | ')}`),
    ...untruths(results, accepted),
    ...wrongSubmissions(wave),
    ...compareEnds(wave),
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
 * Where reports and the cloud's own record part. In the last report of a message every accepted outcome needs its job
 * there, and every piece of work there an accepted outcome, or at least one that admits not to know. An earlier report
 * may lag behind, but never be ahead.
 */
function untruths(results: readonly Result[], accepted: readonly Accepted[]): string[] {
  const lasts = results.filter(({ last }) => last);
  const outcomes = lasts.flatMap(({ report }) => report.outcomes);
  const unreported = [...accepted];
  const strike = (found: (work: Accepted) => boolean) => {
    const index = unreported.findIndex(found);
    if (index >= 0) unreported.splice(index, 1);
    return index >= 0;
  };
  const isAccepted = ({ verdict }: Outcome) => verdict === 'accepted';
  const isOf = ({ target, job_id }: Outcome) => {
    return (work: Accepted) => work.target === target && work.job_id === job_id;
  };
  const invented = [
    ...outcomes.filter(isAccepted).filter((outcome) => !strike(isOf(outcome))),
    ...results
      .filter(({ last }) => !last)
      .flatMap(({ report }) => report.outcomes.filter(isAccepted))
      .filter((outcome) => !accepted.some(isOf(outcome))),
  ];
  for (const { target, verdict } of outcomes) {
    if (verdict === 'unknown') strike((work) => work.target === target);
  }
  const byTarget = Object.entries(Object.groupBy(accepted, ({ target }) => target));
  const asked = (one: string) =>
    lasts.filter(({ report }) => report.outcomes.some(({ target }) => target === one)).length;
  return [
    ...invented.map(
      ({ target, verdict, job_id }) => `${target} is reported ${verdict} as ${job_id}, the cloud has none`,
    ),
    ...unreported.map(({ target, job_id }) => `the cloud started ${job_id} on ${target}, no report says so`),
    ...byTarget.flatMap(([target, { length } = []]) =>
      length > asked(target)
        ? [`the cloud started ${length} jobs on ${target}, asked for were ${asked(target)}`]
        : [],
    ),
    ...lasts
      .filter(goesOn)
      .map(({ run, fate }) => `${run.request_id} is lost: its last report is ${fate}, and nothing came`),
  ];
}

/** Submissions that should not have been, or should; and tokens asked for too often. */
function wrongSubmissions({ wave, submissions, logins, refusedLogins }: PlayedWave): string[] {
  const tooMany = submissions.map((targets) => targets.join(', '));
  const tooFew = wave.scenes
    .flatMap(({ expect }) => expect.sent.map((targets) => targets.join(', ')))
    .filter((expected) => {
      const index = tooMany.indexOf(expected);
      if (index >= 0) tooMany.splice(index, 1);
      return index < 0;
    });
  return [
    ...tooMany.map((targets) => `the cloud got a submission too many, of ${targets}`),
    ...tooFew.map((targets) => `the cloud never got a submission of ${targets}`),
    ...(logins > (wave.logins ?? logins)
      ? [`the cloud was asked for ${logins} tokens, expected at most ${wave.logins}`]
      : []),
    ...(refusedLogins > (wave.refusedLogins ?? 0)
      ? [`the cloud refused ${refusedLogins} logins, expected at most ${wave.refusedLogins ?? 0}`]
      : []),
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

function wrongAnswers({ scene, fired, repeats }: Played): string[] {
  const { status, says = '' } = scene.expect.answer ?? {};
  return [fired, ...repeats].flatMap(({ answer }) =>
    answer?.status === status && (answer?.body ?? '').includes(says)
      ? []
      : [`expected HTTP ${status} ${says}, got ${answer?.status} ${answer?.body}`],
  );
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
    ...left
      .filter((result) => !goesOn(result))
      .map(({ fate, report }) => `not expected: ${fate}, ${JSON.stringify(report)}`),
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
