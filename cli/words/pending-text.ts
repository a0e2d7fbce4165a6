import { serviceOf } from '../../shared/huawei/services/services.ts';
import type { Offer } from '../../shared/terms/offer.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { PROGRAM } from '../../shared/values/program.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { quoted } from '../../shared/values/shell.ts';
import { requestCommand } from '../request-command.ts';
import type { RequestRow } from '../request-rows.ts';
import { oneLine } from './one-line.ts';
import { nextText, standingText } from './status-text.ts';
import { alignedText } from './table-text.ts';

/** An offer with what its instance shows and the whole intent; no intent where requests in the ledger are not done with it yet. */
export interface Candidate extends Offer {
  readonly name?: string;
  /** The instance's own maintenance window, `02:00-06:00` in UTC. */
  readonly window?: string;
  readonly asked?: readonly RequestRow[];
}

/** What an operation's service was read to hold; `why` when it could not be read. */
export interface Found {
  readonly operation: Operation;
  readonly candidates?: readonly Candidate[];
  readonly why?: readonly string[];
}

/** What is unread of every target where the ledger was not looked at. */
export const UNREAD_LEDGER = 'ledger';

const HEADS = [
  'service',
  'target',
  'name',
  'engine',
  'status',
  'current',
  'available',
  'patch',
  'backup-sensitive',
  'window (UTC)',
];

/** All of them as one table, then the commands, then why others get none; `now` in epoch ms. */
export function pendingText(founds: readonly Found[], now: number): string {
  const all = founds.flatMap(({ operation, candidates = [] }) =>
    candidates.map((candidate) => ({ operation, candidate })),
  );
  const commands = all.flatMap(({ operation: { name }, candidate: { intent } }) =>
    intent ? [`${PROGRAM} invoke ${name} --json ${quoted(JSON.stringify(intent))}\n`] : [],
  );
  const table = alignedText([
    HEADS,
    ...all.map(({ operation, candidate }) => [serviceOf(operation.service).label, ...cellsOf(candidate)]),
  ]);
  const reasons = all.flatMap(({ candidate }) => reasonsOf(candidate, now));
  const gaps = all.flatMap(({ candidate: { target, intent, unread } }) => {
    const ofIt = unread.filter((what) => what !== UNREAD_LEDGER);
    return intent && ofIt.length > 0 ? [`${target}  ${ofIt.join(', ')}`] : [];
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

const section = (title: string, lines: readonly string[]) =>
  lines.length > 0 ? [`\n${title}\n`, ...lines.map((line) => `  ${oneLine(redactText(line))}\n`)] : [];

/** Why a candidate has no intent although there is something to do, or somebody is at it. */
function reasonsOf({ target, misfit, asked = [] }: Candidate, now: number): string[] {
  const reasons = asked.flatMap((row) => [
    `${target}  asked for by ${row.request_id}: ${[standingText(row, now), nextText(row, now)].filter(Boolean).join(', ')}`,
    `  ${requestCommand('explain', row)}`,
  ]);
  if (misfit) {
    const hint = misfit.retry ? 'look again when that has ended' : misfit.hint;
    reasons.push(`${target}  ${[misfit.reason, hint].filter(Boolean).join('; ')}`);
  }
  return reasons;
}

/** A line of JSON for each target, and for each service that could not be read. */
export const pendingJson = (founds: readonly Found[]): string =>
  founds
    .flatMap(({ operation: { name: operation, service }, candidates, why }): object[] =>
      candidates
        ? candidates.map(({ asked, ...candidate }) => ({
            service,
            operation,
            ...candidate,
            ...(asked && { asked: asked.map(briefly) }),
          }))
        : [{ service, operation, unread: ['instances'], why }],
    )
    .map((line) => `${JSON.stringify(redact(line))}\n`)
    .join('');

const briefly = ({ request_id, status, job_id, starts_at, next_at }: RequestRow) => ({
  request_id,
  status,
  ...(job_id && { job_id }),
  ...(starts_at && { starts_at }),
  ...(next_at && { next_at }),
});

function cellsOf(candidate: Candidate): string[] {
  const { target, name, engine, status, current, available, patch, backup_sensitive, window, unread } =
    candidate;
  const cell = (text: string | undefined, ...fields: string[]) =>
    text || (fields.some((field) => unread.includes(field)) ? 'not read' : '-');
  return [
    target,
    cell(name),
    cell(engine),
    cell(status),
    cell(current, 'proxy version'),
    cell(available, 'offered hot patches', 'proxies', 'proxy version'),
    cell(
      patch === undefined ? undefined : patch ? 'yes' : 'no',
      'patch_available',
      'offered hot patches',
      'proxies',
      'proxy version',
    ),
    cell(backup_sensitive?.join(' '), 'backup_sensitive'),
    cell(window, 'maintenance_window'),
  ];
}
