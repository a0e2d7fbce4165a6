import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Report } from '../../shared/terms/report.ts';
import { align } from './align.ts';
import type { Played } from './play.ts';
import { type DeadLetters, goesOn, type Result, resultsOf } from './results.ts';
import { shortId } from './short-id.ts';

const COLUMNS = ['operation', 'trigger', 'target', 'verdict', 'reason', 'ms'] as const;

/** The outcomes of all scenes as aligned lines of at most `width` characters, headings first. */
export function table(played: readonly Played[], dead: DeadLetters, width: number): string[] {
  const rows = played.flatMap((one) => merged(resultsOf(one, dead).flatMap((result) => rowsOf(one, result))));
  return align(COLUMNS, 'reason', rows, width);
}

/** A line of the table; further rows with the same `sameAs` add nothing but their number. */
interface Row extends Record<(typeof COLUMNS)[number], string> {
  readonly sameAs?: string;
}

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
    const again = looked ? `looked: ${looked}` : outcome.code === 'held' ? reasonOf(outcome) : undefined;
    return again
      ? { ...common, target, verdict, reason: again, sameAs: `${common.operation} ${target} ${again}` }
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

/** Looks that taught the same one after the other, and tries that met the same lock, as one row. */
function merged(rows: readonly Row[]): Row[] {
  return rows.flatMap((row, index) => {
    if (row.sameAs === undefined) return [row];
    const times = rows.filter(({ sameAs }) => sameAs === row.sameAs).length;
    if (rows.slice(index + 1).some(({ sameAs }) => sameAs === row.sameAs)) return [];
    const reason = times > 1 ? row.reason.replace(/^\w+/, (what) => `${what} ${times} times`) : row.reason;
    return [{ ...row, reason }];
  });
}

const whyOf = ({ faults = [], reason = '' }: Report) =>
  faults.map(({ path, message }) => `${path} ${message}`.trim()).join('; ') || reason;

function reasonOf({ verdict, job_id = '', code, reason = '' }: Outcome): string {
  if (verdict === 'accepted') return `job ${shortId(job_id)}${reason && `, ${reason}`}`;
  if (code === 'sent_on') return 'goes on as a message of its own';
  if (code === 'preflight') return `preflight: ${reason}`;
  // The cloud's codes have dots; ours only repeat the reason.
  return code?.includes('.') ? `${code} ${reason}` : reason;
}
