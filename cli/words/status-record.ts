import type { RequestRow } from '../../shared/desk/standing.ts';
import { csvText, markdownText } from './table-text.ts';

const CSV = [
  'request_id',
  'change_id',
  'operation',
  'region',
  'project_id',
  'requested_by',
  'trigger',
  'sender',
  'asked_at',
  'target',
  'status',
  'job_id',
  'accepted_at',
  'starts_at',
  'ended_at',
  'had_to_end_by',
  'over_ran_at',
  'before',
  'after',
  'cloud_status',
  'progress',
  'code',
  'reason',
  'next_at',
  'cloud_request_ids',
] as const satisfies readonly (keyof RequestRow)[];

// What a reader of a change record looks for; the rest stands in the file for machines.
const MARKDOWN = [
  'request_id',
  'target',
  'status',
  'before',
  'after',
  'job_id',
  'accepted_at',
  'ended_at',
  'reason',
  'cloud_request_ids',
] as const satisfies readonly (keyof RequestRow)[];

/** Rows as a change record to file: everything as CSV, what people look for as Markdown. */
export const recordText = (rows: readonly RequestRow[], format: 'csv' | 'md'): string =>
  format === 'csv' ? csvText(table(rows, CSV)) : markdownText(table(rows, MARKDOWN));

const table = (rows: readonly RequestRow[], columns: readonly (keyof RequestRow)[]) => [
  columns,
  ...rows.map((row) => columns.map((column) => textOf(row[column]))),
];

const textOf = (value: RequestRow[keyof RequestRow]): string =>
  typeof value === 'string' ? value : (value ?? []).join(' ');
