import { type RequestRow, type Result, resultOf } from '../shared/desk/standing.ts';
import { type Report, type Status, statusOf } from '../shared/terms/report.ts';

/** What a command for people exits with: done; refused, forbidden, partial or expired; unknown; held; bad input; credentials or endpoint. */
export const EXIT = { done: 0, refused: 1, unknown: 2, held: 3, badInput: 64, unavailable: 69 } as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const CODES: Readonly<Record<Exclude<Status, 'duplicate'>, ExitCode>> = {
  accepted: EXIT.done,
  dry_run: EXIT.done,
  partial: EXIT.refused,
  rejected: EXIT.refused,
  expired: EXIT.refused,
  forbidden: EXIT.refused,
  unknown: EXIT.unknown,
  held: EXIT.held,
  invalid: EXIT.badInput,
  failed: EXIT.unavailable,
};

const WORST_FIRST = [EXIT.unknown, EXIT.unavailable, EXIT.badInput, EXIT.refused, EXIT.held] as const;

/** The exit code of a list of reports; the worst wins. A duplicate counts as what the original came to. */
export function exitCode(reports: readonly Pick<Report, 'status' | 'outcomes'>[]): ExitCode {
  const codes = reports.map(
    ({ status, outcomes }) => CODES[status === 'duplicate' ? counted(outcomes) : status],
  );
  return worstOf(codes);
}

/** The worst of several exit codes. */
export const worstOf = (codes: readonly ExitCode[]): ExitCode =>
  WORST_FIRST.find((code) => codes.includes(code)) ?? EXIT.done;

const FOR_RESULT: Readonly<Record<Result, ExitCode>> = {
  done: EXIT.done,
  not_done: EXIT.refused,
  unknown: EXIT.unknown,
  open: EXIT.held,
};

/** What a command that tells of these rows exits with. */
export const exitCodeOf = (rows: readonly RequestRow[]): ExitCode =>
  rows.length === 0 ? EXIT.refused : worstOf(rows.map((row) => FOR_RESULT[resultOf(row, rows)]));

const counted = (outcomes: Report['outcomes']) => statusOf(outcomes) as Exclude<Status, 'duplicate'>;
