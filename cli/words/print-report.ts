import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Report } from '../../shared/terms/report.ts';
import { redact } from '../../shared/values/redact.ts';
import { begunText, type Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import type { Ran } from '../commands/requests/run-calls.ts';
import { awsAdvice } from './aws-advice.ts';
import { keptBy } from './sent-when.ts';

/**
 * A report for a person: each target's outcome, the ids for a support ticket, what to do next; `table` is the ledger's. Secrets
 * are masked.
 */
export function reportText(report: Report, table?: string, here: Here = {}): string {
  const { operation, status, reason, outcomes, calls, request_id, cloud_request_ids, next_try } =
    redact(report);
  if (calls) return dryRunText(calls, outcomes);
  return [
    `${operation}: ${status}${reason ? `, ${oneLine(reason)}` : ''}`,
    ...outcomes.flatMap((outcome) => outcomeLines(outcome, reason)),
    `request_id         ${request_id}`,
    ...(cloud_request_ids.length > 0 ? [`cloud request ids  ${cloud_request_ids.join(' ')}`] : []),
    ...(next_try ? [`next try           ${next_try}`] : []),
    ...nextSteps(outcomes, next_try, table),
    ...(status === 'failed' ? adviceFor(here, reason) : []),
    '',
  ].join('\n');
}

/** The same for programs: one object, several calls under `reports`, with the targets that were left out. */
export function reportJson({ reports, not_sent }: Ran): string {
  const [only] = reports;
  const all =
    reports.length === 1 && not_sent.length === 0 ? only : { reports, ...(not_sent[0] && { not_sent }) };
  return `${JSON.stringify(redact(all), null, 2)}\n`;
}

/** Which targets the calls that were not made speak of, and why; empty when all were made. */
export const leftOutText = ({ stopped, not_sent }: Ran): string =>
  stopped ? `Not sent, because ${stopped}:\n${not_sent.map((target) => `  ${target}\n`).join('')}` : '';

function outcomeLines({ target, verdict, job_id, code, reason, hint }: Outcome, known?: string): string[] {
  const why = [code, reason === known ? undefined : reason].filter(Boolean).join(' ') || undefined;
  const more = [job_id && `job ${job_id}`, why, hint && `hint: ${hint}`].filter(
    (line) => typeof line === 'string',
  );
  return [`  ${target}  ${verdict}`, ...more.map((line) => `    ${oneLine(line)}`)];
}

function nextSteps(outcomes: readonly Outcome[], nextTry?: string, table?: string): string[] {
  const some = (test: (outcome: Outcome) => boolean | undefined) => outcomes.some(test);
  const doubtful = some(({ verdict }) => verdict === 'unknown')
    ? ['Unknown: the work may have started. Look in the console before sending again.']
    : [];
  if (nextTry) {
    const kept = keptBy(table);
    return [...doubtful, `${kept.charAt(0).toUpperCase()}${kept.slice(1)}.`];
  }
  const repeatable = some(({ retry }) => retry)
    ? ['Nothing repeats this by itself: it may be sent again later.']
    : [];
  return [...doubtful, ...repeatable];
}

const doctorText = (here: Here) =>
  `${begunText('doctor', here)}, which only reads, tells what is wrong with login, network or variables`;

/** The ledger or a secret may have failed the run, or the cloud's login, network or configuration. */
const adviceFor = (here: Here, reason = '') => [`Next step: ${awsAdvice(reason) ?? doctorText(here)}`];

interface DryCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

const PLAIN = 'dry run: nothing was sent';

/** The calls that would be made, and what must be said of targets: those that no call is for, and what could not be checked. */
const dryRunText = (calls: readonly unknown[], outcomes: readonly Outcome[]) =>
  [
    ...(calls as readonly DryCall[]).map(({ method, url, headers, body }) =>
      [
        `${method} ${url}`,
        ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
        '',
        body ?? '',
        '',
      ].join('\n'),
    ),
    ...notedLines(outcomes),
  ].join('\n');

/** What a dry run says of targets that would not be sent, or could not be checked. Secrets are masked. */
export const notedLines = (outcomes: readonly Outcome[]): string[] =>
  redact(outcomes)
    .filter(({ reason }) => reason !== PLAIN)
    .flatMap((outcome) => outcomeLines(outcome));
