import type { Outcome } from '../../shared/outcome.ts';
import type { Report } from '../../shared/report.ts';
import type { Played } from './play.ts';
import { type DeadLetters, goesOn, type Result, resultsOf } from './results.ts';

const COLUMNS = ['operation', 'trigger', 'target', 'verdict', 'reason', 'ms'] as const;
const REASON = COLUMNS.indexOf('reason');

/** The outcomes of all scenes as aligned lines of at most `width` characters, headings first. */
export function table(played: readonly Played[], dead: DeadLetters, width: number): string[] {
  const rows = played.flatMap((one) => merged(resultsOf(one, dead).flatMap((result) => rowsOf(one, result))));
  const cells = rows.map(({ operation, trigger, target, verdict, reason, ms }) => [
    operation,
    trigger,
    target,
    verdict,
    reason,
    ms,
  ]);
  const widths = COLUMNS.map((name, column) =>
    Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)),
  );
  const others = widths.reduce((sum, one, column) => sum + (column === REASON ? 0 : one + 2), 0);
  widths[REASON] = Math.min(widths[REASON] ?? 0, Math.max(24, width - others));
  const rule = widths.map((one) => '─'.repeat(one));
  return [COLUMNS, rule, ...cells].map((row) =>
    row.map((cell, column) => fitted(cell, widths[column] ?? 0, column === COLUMNS.length - 1)).join('  '),
  );
}

/** A line of the table; further rows with the same `sameAs` add nothing but their number. */
interface Row extends Record<(typeof COLUMNS)[number], string> {
  readonly sameAs?: string;
}

/** An id short enough for a table and long enough to be told from others: `046287aa…in13`, `bf26cf3c…`. */
const shortId = (id: string): string =>
  id.length <= 14 ? id : `${id.slice(0, 8)}…${/[a-z]{2}\d\d$/.exec(id)?.[0] ?? ''}`;

/** A run that settles a message shows every outcome; one that does not, only what is still open. */
function rowsOf({ scene, fired }: Played, result: Result): Row[] {
  const { run, report, fate } = result;
  const ms = Math.round(run.ended - fired.since).toString();
  const operation = report.operation === 'receive-webhook' ? scene.operation : report.operation;
  const common = { operation, trigger: report.trigger, ms };
  const note = fate === 'dead-lettered' ? 'dead-lettered: ' : '';
  if (report.outcomes.length === 0) {
    const http = fired.answer ? `HTTP ${fired.answer.status}: ` : '';
    return [{ ...common, target: '–', verdict: report.status, reason: `${note}${http}${whyOf(report)}` }];
  }
  if (report.status === 'duplicate') {
    const target = targetsOf(report.outcomes);
    return [{ ...common, target, verdict: 'duplicate', reason: report.reason ?? '' }];
  }
  if (goesOn(result)) return openRows(common, report);
  return grouped(report.outcomes, (outcome) => (outcome.code === 'sent_on' ? outcome.reason : outcome)).map(
    ([outcome, target]) => ({
      ...common,
      target,
      verdict: outcome.verdict,
      reason: `${outcome.verdict === 'accepted' ? '' : note}${reasonOf(outcome)}`,
    }),
  );
}

function openRows(common: Pick<Row, 'operation' | 'trigger' | 'ms'>, report: Report): Row[] {
  const open = report.outcomes.filter(({ verdict }) => verdict !== 'accepted' && verdict !== 'already_done');
  const at = report.next_try ? `again at ${report.next_try.slice(11, 21)}` : 'delivered again';
  return grouped(open, reasonOf).map(([outcome, target]) => {
    const verdict = outcome.verdict === 'unknown' ? 'unknown' : 'held';
    const [, looked] = reasonOf(outcome).split('; looked: ');
    return looked
      ? {
          ...common,
          target,
          verdict,
          reason: `looked: ${looked}`,
          sameAs: `${common.operation} ${target} ${looked}`,
        }
      : { ...common, target, verdict, reason: `${at}: ${reasonOf(outcome)}` };
  });
}

/** Outcomes that belong together, with the name of their target or how many they are. */
function grouped(outcomes: readonly Outcome[], by: (outcome: Outcome) => unknown): [Outcome, string][] {
  const groups = Map.groupBy(outcomes, by);
  return [...groups.values()].flatMap((group) => (group[0] ? [[group[0], targetsOf(group)]] : []));
}

function targetsOf(outcomes: readonly Outcome[]): string {
  const [first = '', ...others] = new Set(outcomes.map(({ target }) => target));
  return others.length > 0 ? `${others.length + 1} instances` : shortId(first);
}

/** Looks that taught the same one after the other, as one row. */
function merged(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, index) => {
    if (row.sameAs === undefined) return [row];
    const times = rows.filter(({ sameAs }) => sameAs === row.sameAs).length;
    if (rows.slice(index + 1).some(({ sameAs }) => sameAs === row.sameAs)) return [];
    return [
      { ...row, reason: row.reason.replace(/^looked/, times > 1 ? `looked ${times} times` : 'looked') },
    ];
  });
}

const whyOf = ({ faults = [], reason = '' }: Report) =>
  faults.map(({ path, message }) => `${path} ${message}`.trim()).join('; ') || reason;

function reasonOf({ verdict, job_id = '', code, reason = '' }: Outcome): string {
  if (verdict === 'accepted') return `job ${shortId(job_id)}${reason && `, ${reason}`}`;
  if (code === 'sent_on') return 'goes on as a message of its own';
  return code && code !== 'dry_run' && code !== 'expired' ? `${code} ${reason}` : reason;
}

function fitted(text: string, width: number, right: boolean): string {
  const cut = text.length > width ? `${text.slice(0, width - 1)}…` : text;
  return right ? cut.padStart(width) : cut.padEnd(width);
}
