import type { Letter } from '../../shared/desk/letters/letter.ts';
import { iso } from '../../shared/values/time/instant.ts';

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

/** The list as rows of a table for a person, the heads first. */
export const listRows = (rows: readonly Listed[]): string[][] => rowsOf(rows, HEADS, '-');

/** The same as rows for a file, with what leads back to the message. */
export const listRecord = (rows: readonly Listed[]): string[][] => rowsOf(rows, [...HEADS, 'message_id'], '');

const rowsOf = (rows: readonly Listed[], heads: readonly (keyof Listed)[], none: string) => [
  [...heads],
  ...rows.map((row) => heads.map((head) => String(row[head] ?? none))),
];
