import type { Outcome } from '../../shared/outcome.ts';
import type { Report } from '../../shared/report.ts';
import type { Played } from './play.ts';
import { type DeadLetters, type Result, resultsOf } from './results.ts';

const COLUMNS = ['operation', 'trigger', 'target', 'verdict', 'reason', 'ms'] as const;
const REASON = COLUMNS.indexOf('reason');
const FATES = { done: '', again: 'again later: ', 'dead-lettered': 'dead-lettered: ' } as const;

/** The outcomes of all scenes as aligned lines of at most `width` characters, headings first. */
export function table(played: readonly Played[], dead: DeadLetters, width: number): string[] {
  const rows = played.flatMap((one) => resultsOf(one, dead).flatMap((result) => rowsOf(one, result)));
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const others = widths.reduce((sum, one, column) => sum + (column === REASON ? 0 : one + 2), 0);
  widths[REASON] = Math.min(widths[REASON] ?? 0, Math.max(24, width - others));
  const rule = widths.map((one) => '─'.repeat(one));
  return [COLUMNS, rule, ...rows].map((row) =>
    row.map((cell, column) => fitted(cell, widths[column] ?? 0, column === COLUMNS.length - 1)).join('  '),
  );
}

/** An id short enough for a table and long enough to be told from others: `046287aa…in13`, `bf26cf3c…`. */
const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${/[a-z]{2}\d\d$/.exec(id)?.[0] ?? ''}`;

function rowsOf({ scene, fired }: Played, { run, report, fate }: Result): string[][] {
  const ms = Math.round(run.ended - fired.since).toString();
  const asked = report.operation === 'receive-webhook' ? scene.operation : report.operation;
  const common = [asked, report.trigger];
  if (report.outcomes.length === 0) {
    const http = fired.answer ? `HTTP ${fired.answer.status}: ` : '';
    return [[...common, '–', report.status, `${FATES[fate]}${http}${whyOf(report)}`, ms]];
  }
  return grouped(report.outcomes).map(([outcome, count]) => [
    ...common,
    count > 1 ? `${count} instances` : shortId(outcome.target),
    outcome.verdict,
    `${outcome.verdict === 'accepted' ? '' : FATES[fate]}${reasonOf(outcome)}`,
    ms,
  ]);
}

/** What an intent was split into takes one row a message; its outcomes follow where that message ran. */
function grouped(outcomes: readonly Outcome[]): [Outcome, number][] {
  const groups = Map.groupBy(outcomes, (outcome) => (outcome.code === 'sent_on' ? outcome.reason : outcome));
  return [...groups.values()].flatMap((group) => (group[0] ? [[group[0], group.length]] : []));
}

const whyOf = ({ faults = [], reason = '' }: Report) =>
  faults.map(({ path, message }) => `${path} ${message}`.trim()).join('; ') || reason;

function reasonOf({ verdict, job_id = '', code, reason = '' }: Outcome): string {
  if (verdict === 'accepted') return `job ${shortId(job_id)}`;
  if (code === 'sent_on') return 'goes on as a message of its own';
  return code && code !== 'dry_run' ? `${code} ${reason}` : reason;
}

function fitted(text: string, width: number, right: boolean): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return right ? cut.padStart(width) : cut.padEnd(width);
}
