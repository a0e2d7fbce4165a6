import { iso } from '../../shared/values/time/instant.ts';
import type { Letter } from '../letter.ts';
import { alignedText } from './table-text.ts';

const LONGEST_REASON = 60;
const HEADS = ['time', 'request_id', 'status', 'code', 'targets', 'reason'] as const;

/** A line of the list, for people and programs; `targets` is absent where the intent cannot be read. */
export interface Listed {
  readonly time: string;
  readonly message_id: string;
  readonly request_id: string;
  readonly status?: string;
  readonly code?: string;
  readonly targets?: number;
  readonly reason: string;
}

/** A letter as the list shows it. */
export const listed = (
  { time, message_id, request_id, status, code, reason }: Letter,
  targets: number | undefined,
): Listed => ({
  time: iso(time),
  message_id,
  request_id,
  ...(status && { status }),
  ...(code && { code }),
  ...(targets !== undefined && { targets }),
  reason,
});

/** The list as a table, its columns aligned. */
export function tableText(rows: readonly Listed[]): string {
  const cells = rows.map((row) =>
    HEADS.map((head) => cell(head === 'reason' ? short(row.reason) : row[head])),
  );
  return alignedText([HEADS, ...cells]);
}

const cell = (value: string | number | undefined) => String(value ?? '-');

const short = (text: string) =>
  text.length > LONGEST_REASON ? `${text.slice(0, LONGEST_REASON - 1).trimEnd()}…` : text;
