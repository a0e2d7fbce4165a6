import type { Go, Never, Wait } from '../../../shared/submission/gates/gate.ts';
import type { Outcome } from '../../../shared/terms/outcome.ts';
import { type Status, statusOf } from '../../../shared/terms/report.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { type ExitCode, exitCode } from '../../exit-code.ts';

/** What stands between an intent and its submission besides the targets: the ledger's table, and what the gates say. */
interface Ways {
  readonly table: string | undefined;
  readonly gates: Go | Wait | Never;
}

/** What an intent would come to: in words, as an exit code, and whether any of it would be sent, at once or by the ledger. */
interface Foreseen {
  readonly says: string;
  readonly code: ExitCode;
  readonly leaves: boolean;
}

/**
 * What a dry run's intent would come to if it were sent now, as far as that shows without the ledger: `calls` are the targets of each call it takes.
 */
export function foresee(
  outcomes: readonly Outcome[],
  calls: readonly (readonly string[])[],
  { table, gates }: Ways,
): Foreseen {
  const counts = Object.groupBy(outcomes, (outcome) => fateOf(outcome, table));
  const parts = FATES.flatMap((fate) => (counts[fate] ? [`${counts[fate].length} ${WORDS[fate]}`] : []));
  const ends = calls.map((targets) =>
    gates.says === 'go'
      ? statusIfSent(
          outcomes.filter(({ target }) => targets.includes(target)),
          table,
        )
      : STATUS[gates.says],
  );
  return {
    says: `${stopText(gates)}${parts.join(', ')}`,
    code: exitCode(ends.map((status) => ({ status, outcomes: [] }))),
    leaves:
      gates.says === 'go'
        ? Boolean(counts.sent || counts.waits)
        : gates.says === 'wait' && table !== undefined,
  };
}

const STATUS = { wait: 'held', never: 'expired' } as const;

/** What the gates say, before what is said of the targets. */
function stopText(gates: Go | Wait | Never): string {
  if (gates.says === 'go') return '';
  if (gates.says === 'never') return `all would be refused (${gates.because}); if not for that, `;
  const { until, because, code } = gates;
  const why = until === undefined || code ? ` (${because})` : '';
  return `all would be held${until === undefined ? '' : ` until ${utc(until)}`}${why}; then, as things are now, `;
}

const FATES = ['sent', 'done', 'waits', 'busy', 'rejected'] as const;
type Fate = (typeof FATES)[number];

const WORDS: Readonly<Record<Fate, string>> = {
  sent: 'would be sent',
  done: 'already done',
  waits: 'would be held, and tried again by the ledger',
  busy: 'would be rejected as busy, and no ledger tries it again (LEDGER_TABLE is not set)',
  rejected: 'would be rejected',
};

function fateOf({ verdict, retry }: Outcome, table: string | undefined): Fate {
  if (verdict === 'not_sent' && !retry) return 'sent';
  if (verdict === 'already_done') return 'done';
  if (!retry) return 'rejected';
  return table ? 'waits' : 'busy';
}

/** What the call for these targets would be reported as, were all that is sent accepted. */
function statusIfSent(outcomes: readonly Outcome[], table: string | undefined): Status {
  const status = statusOf(
    outcomes.map((outcome) =>
      outcome.verdict === 'not_sent' ? { ...outcome, verdict: 'accepted' } : outcome,
    ),
  );
  const waits = outcomes.some((outcome) => fateOf(outcome, table) === 'waits');
  // As the ledger reports it: what waits hides a refusal, and not that some were taken.
  return waits && status === 'rejected' ? 'held' : status;
}
