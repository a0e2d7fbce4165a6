import type { Outcome } from './outcome.ts';

/** How a whole intent ended; with mixed outcomes the worst wins. */
export type Status =
  | 'accepted'
  | 'partial'
  | 'rejected'
  | 'unknown'
  | 'held'
  | 'expired'
  | 'invalid'
  | 'forbidden'
  | 'duplicate'
  | 'failed'
  | 'dry_run';

/** The kind of event that carried the intent; *fleet*: a rollout of one released it. */
export type Trigger = 'timer' | 'queue' | 'webhook' | 'invoke' | 'fleet';

/** What every run yields and logs: one JSON object, times in milliseconds. */
export interface Report {
  readonly operation: string;
  readonly request_id: string;
  readonly trigger: Trigger;
  readonly region?: string;
  readonly project_id?: string;
  readonly status: Status;
  readonly outcomes: readonly Outcome[];
  readonly reason?: string;
  readonly retry?: boolean;
  readonly faults?: readonly { readonly path: string; readonly message: string }[];
  readonly calls?: readonly unknown[];
  /** When the ledger brings the intent back by itself, RFC 3339. */
  readonly next_try?: string;
  /** How a duplicate was settled before. */
  readonly settled?: Status;
  /** Set while a person's queue still has to get it. */
  readonly hand_over?: 'pending';
  /** Targets for which the cloud named two different jobs: somebody has to look. */
  readonly conflicts?: readonly string[];
  /** What could not be looked at before the call, by target. */
  readonly unchecked?: Readonly<Record<string, readonly string[]>>;
  readonly attempt: number;
  readonly duration_ms: number;
  readonly cloud_request_ids: readonly string[];
  readonly change_id?: string;
  readonly requested_by?: string;
  readonly sender?: string;
}

/** The status that a list of outcomes adds up to: unknown over partial over rejected over failed over accepted. */
export function statusOf(outcomes: readonly Outcome[]): Status {
  const verdicts = new Set(outcomes.map(({ verdict }) => verdict));
  if (verdicts.size === 0 || verdicts.has('unknown')) return 'unknown';
  if (outcomes.every(({ verdict, code }) => verdict === 'not_sent' && code === 'forbidden'))
    return 'forbidden';
  const good = verdicts.has('accepted') || verdicts.has('already_done');
  if (good && (verdicts.has('rejected') || verdicts.has('not_sent'))) return 'partial';
  if (verdicts.has('rejected')) return 'rejected';
  return good ? 'accepted' : 'failed';
}
