import { rankOf, totalsOf } from '../../shared/desk/overview.ts';
import type { RequestRow } from '../../shared/desk/standing.ts';
import { changeText, nextText, overRunText, standingText } from '../../shared/desk/standing-words.ts';
import { holds, type Pause, pauseText, tellsOfPause } from '../../shared/ledger/pause.ts';
import { redactText } from '../../shared/values/redact.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import type { Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { pauseLines } from './pause-lines.ts';

// So many are counted at a glance.
const FEW = 10;

/** Requests for a person, each by its rows; of many targets, how many stand where comes first. */
export function overviewText(
  each: readonly (readonly RequestRow[])[],
  now: number,
  pauses: readonly Pause[],
  here: Here,
): string {
  const rows = each.flat();
  const totals = totalsOf(rows).map(({ status, count }) => `${count} ${status.replaceAll('_', ' ')}`);
  const late = rows.filter(({ over_ran_at }) => over_ran_at !== undefined).length;
  const overRun = late > 0 ? `; ${late} over-run` : '';
  const head = rows.length > FEW ? [`${rows.length} targets: ${totals.join(', ')}${overRun}\n`] : [];
  return [...head, ...each.map((some) => requestText(some, now, pauses, here))].join('\n');
}

/** The rows of one request for a person, with the pauses now in force; `now` in epoch ms. */
function requestText(rows: readonly RequestRow[], now: number, pauses: readonly Pause[], here: Here): string {
  const [first] = rows;
  if (!first) return '';
  const { request_id, operation, trigger, sender, requested_by, change_id, asked_at } = first;
  const by = [trigger, sender, requested_by].filter(Boolean).join(', ');
  const head = [
    `${request_id}  ${operation}, asked for ${howLong(now - Date.parse(asked_at))} ago (${by})`,
    change_id && `change ${change_id}`,
  ];
  return [
    head.filter(Boolean).join(', '),
    ...worstFirst(rows).flatMap((row) => rowLines(row, now, pauses, here)),
    '',
  ]
    .map((text) => oneLine(redactText(text)))
    .join('\n');
}

const worstFirst = (rows: readonly RequestRow[]) =>
  rows.toSorted((one, other) => rankOf([one]) - rankOf([other]));

/** Why it was not sent when it was tried last: a pause that lasts is told by itself, and one that has ended is told as such. */
function reasonOf({ status, reason }: RequestRow, holding: readonly Pause[]): string | undefined {
  if (!reason || status !== 'waiting' || !tellsOfPause(reason)) return reason;
  return holding.some((pause) => pauseText(pause) === reason) ? undefined : `${reason}; that pause has ended`;
}

/** Codes with a dot are the cloud's; ours the reason says in words. */
function rowLines(row: RequestRow, now: number, pauses: readonly Pause[], here: Here): string[] {
  const { target, job_id, cloud_status, code, hint, before, after } = row;
  const holding = row.status === 'waiting' ? pauses.filter(holds(row.operation)) : [];
  const reason = reasonOf(row, holding);
  const more = [
    job_id && [`job ${job_id}`, cloud_status && `the cloud says ${cloud_status}`].filter(Boolean).join(', '),
    [code?.includes('.') && code, reason].filter(Boolean).join(' '),
    overRunText(row),
    changeText(before, after),
    hint && `hint: ${hint}`,
    ...holding.flatMap((one) => pauseLines(one, here)),
    nextText(row, now),
  ];
  return [`  ${target}  ${standingText(row, now)}`, ...more.flatMap((text) => (text ? [`    ${text}`] : []))];
}
