import { serviceOf } from '../../shared/huawei/services/services.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Candidate } from '../candidate.ts';

/** The heads of a table of candidates. */
export const PENDING_HEADS = [
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

/** What is shown of a candidate, in the order of the heads; `none` where there is nothing. */
export function pendingCells(operation: Operation, candidate: Candidate, none: string): string[] {
  const { target, name, engine, status, current, available, patch, backup_sensitive, window, unread } =
    candidate;
  const cell = (text: string | undefined, ...fields: string[]) =>
    text || (fields.some((field) => unread.includes(field)) ? 'not read' : none);
  return [
    serviceOf(operation.service).label,
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
