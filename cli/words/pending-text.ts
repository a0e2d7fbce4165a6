import { aboutRequest, invokeWith } from '../../shared/desk/command-line.ts';
import type { RequestRow } from '../../shared/desk/standing.ts';
import { nextText, standingText } from '../../shared/desk/standing-words.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { type Candidate, type Found, UNREAD_LEDGER } from '../candidate.ts';
import { intentsOf } from '../intents.ts';
import { PENDING_HEADS, pendingCells } from './pending-cells.ts';
import { alignedText } from './table-text.ts';

/** All of them as one table, then the commands, then why others get none; `now` in epoch ms, `width` in cells. */
export function pendingText(founds: readonly Found[], now: number, width: number, here: Here): string {
  const all = founds.flatMap(({ operation, candidates = [] }) =>
    candidates.map((candidate) => ({ operation, candidate })),
  );
  const commands = founds.flatMap((found) =>
    intentsOf(found).map((intent) => `${commandText(invokeWith(found.operation.name, intent), here)}\n`),
  );
  const table = alignedText(
    [PENDING_HEADS, ...all.map(({ operation, candidate }) => pendingCells(operation, candidate, '-'))],
    width,
  );
  const reasons = all.flatMap(({ candidate }) => reasonsOf(candidate, now, here));
  const gaps = all.flatMap(({ candidate }) => {
    const ofIt = candidate.unread.filter((what) => what !== UNREAD_LEDGER);
    return candidate.intent && ofIt.length > 0 ? [`${called(candidate)}  ${ofIt.join(', ')}`] : [];
  });
  return [
    ...(all.length > 0 ? [table] : []),
    ...(commands.length > 0
      ? ['\nTo bring them up to date, in their own windows where these are known:\n', ...commands]
      : []),
    ...section('Proposed although this could not be read:', gaps),
    ...section('Not proposed:', reasons),
  ].join('');
}

/** A target by its id and name. */
const called = ({ target, name }: Candidate) => (name ? `${target} (${name})` : target);

const section = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [`\n${title}\n`, ...lines.map((line) => `  ${oneLine(redactText(line))}\n`)] : [];

/** Why a candidate has no intent although there is something to do, or somebody is at it; `now` in epoch ms. */
export function whyNot({ misfit, asked = [] }: Candidate, now: number): string[] {
  const reasons = asked.map((row) =>
    [
      `asked for by ${row.request_id}: ${standingText(row, now)}`,
      ...[nextText(row, now)].filter((next) => next !== undefined),
    ].join(', '),
  );
  if (!misfit) return reasons;
  const hint = misfit.retry ? 'look again when that has ended' : misfit.hint;
  return [...reasons, [misfit.reason, hint].filter(Boolean).join('; ')];
}

/** The same line by line, with the command that tells the story of each request. */
const reasonsOf = (candidate: Candidate, now: number, here: Here): string[] =>
  whyNot(candidate, now).flatMap((why, index) => {
    const row = candidate.asked?.[index];
    return [
      `${called(candidate)}  ${why}`,
      ...(row ? [`  ${commandText(aboutRequest('explain', row), here)}`] : []),
    ];
  });

/** A line of JSON for each target, and for each service that could not be read, or not to its end. */
export const pendingJson = (founds: readonly Found[]): string =>
  founds
    .flatMap(({ operation: { name: operation, service }, place, candidates, partial, why }): object[] => [
      ...(candidates ?? []).map(({ asked, ...candidate }) => ({
        ...place,
        service,
        operation,
        ...candidate,
        ...(asked && { asked: asked.map(briefly) }),
      })),
      ...(candidates && !partial ? [] : [{ ...place, service, operation, unread: ['instances'], why }]),
    ])
    .map((line) => `${JSON.stringify(redact(line))}\n`)
    .join('');

const briefly = ({ request_id, status, job_id, starts_at, next_at }: RequestRow) => ({
  request_id,
  status,
  ...(job_id && { job_id }),
  ...(starts_at && { starts_at }),
  ...(next_at && { next_at }),
});
