import { LABEL } from '../shared/huawei/ids.ts';
import type { Operation } from '../shared/operation.ts';
import type { Candidate } from '../shared/pending.ts';
import { redact } from '../shared/redact.ts';
import { quoted } from './shell.ts';
import { alignedText } from './table-text.ts';

/** What an operation's service was read to hold, with the whole intents; `why` when it could not be read. */
export interface Inventory {
  readonly operation: Operation;
  readonly candidates?: readonly Candidate[];
  readonly why?: readonly string[];
}

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

/** All of them as one table, then the commands; what could not be read is said below it. */
export function pendingText(inventories: readonly Inventory[]): string {
  const all = inventories.flatMap(({ operation, candidates = [] }) =>
    candidates.map((candidate) => ({ operation, candidate })),
  );
  const commands = all.flatMap(({ operation: { name }, candidate: { intent } }) =>
    intent ? [`npm run invoke -- ${name} --json ${quoted(JSON.stringify(intent))}\n`] : [],
  );
  const table = alignedText([
    HEADS,
    ...all.map(({ operation, candidate }) => [LABEL[operation.service], ...cellsOf(candidate)]),
  ]);
  return [
    ...(all.length > 0 ? [table] : []),
    ...(commands.length > 0
      ? ['\nTo bring them up to date, in their own windows where these are known:\n', ...commands]
      : []),
  ].join('');
}

/** A line of JSON for each target, and for each service that could not be read. */
export const pendingJson = (inventories: readonly Inventory[]): string =>
  inventories
    .flatMap(({ operation: { name: operation, service }, candidates, why }): object[] =>
      candidates
        ? candidates.map((candidate) => ({ service, operation, ...candidate }))
        : [{ service, operation, unread: ['instances'], why }],
    )
    .map((line) => `${JSON.stringify(redact(line))}\n`)
    .join('');

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
