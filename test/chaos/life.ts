import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Point, Script, Strike } from './script.ts';

/** What happened to one request, as it is seen from outside. */
export interface Life {
  readonly request_id: string;
  readonly script: Script;
  /** What happened, in words, oldest first; the first hundred. */
  readonly events: string[];
  submissions: number;
  writes: number;
  /** The function that claimed it last, by its place, and until when (epoch ms). */
  claimedBy?: string;
  owner?: string;
  claimed_at?: number;
  lease_until?: number;
  /** Whether what came after the last claim has been written. */
  settled: boolean;
  comingEarly?: boolean;
  readonly statuses: Set<string>;
  /** `target job` of every acceptance that a report told. */
  readonly accepted: Set<string>;
  /** Targets that a report called rejected for good. */
  readonly refused: Set<string>;
  readonly visits: Map<Point, number>;
  /** Every end that a line told, by `target job`. */
  readonly ends: Map<string, string[]>;
  /** Where the message in flight can be brought back from. */
  receipt?: { readonly operation: string; readonly handle: string };
}

/** The line that tells of a job's end. */
export interface EndLine {
  readonly target: string;
  readonly job_id: string;
  readonly end: string;
  readonly reason?: string;
}

const MOST_EVENTS = 100;

/** All requests that were heard of. */
export class Lives {
  readonly all = new Map<string, Life>();
  readonly #scriptOf: (request_id: string, operation: string) => Script;
  readonly #since = Date.now();

  constructor(scriptOf: (request_id: string, operation: string) => Script) {
    this.#scriptOf = scriptOf;
  }

  of(request_id: string, operation: string): Life {
    const known = this.all.get(request_id);
    if (known) return known;
    const life: Life = {
      request_id,
      script: this.#scriptOf(request_id, operation),
      events: [],
      submissions: 0,
      writes: 0,
      settled: true,
      statuses: new Set(),
      accepted: new Set(),
      refused: new Set(),
      visits: new Map(),
      ends: new Map(),
    };
    this.all.set(request_id, life);
    return life;
  }

  note(life: Life, event: string): void {
    if (life.events.length < MOST_EVENTS)
      life.events.push(`${((Date.now() - this.#since) / 1000).toFixed(3).padStart(8)} s  ${event}`);
  }

  /** The strike that the script has for this visit to a point, if any. */
  visit(life: Life, point: Point): Strike | undefined {
    const nth = (life.visits.get(point) ?? 0) + 1;
    life.visits.set(point, nth);
    return life.script.strikes.find((strike) => strike.point === point && strike.nth === nth);
  }

  /** Takes in how a job ended, as a log line tells it. */
  ended(life: Life, { target, job_id, end, reason = '' }: EndLine): void {
    const key = `${target} ${job_id}`;
    life.ends.set(key, [...(life.ends.get(key) ?? []), end]);
    this.note(life, `job ${job_id} on ${target.slice(0, 6)} ended: ${end} ${reason}`);
  }

  /** Takes in what a log line tells. */
  told(life: Life, status: string, outcomes: readonly Outcome[]): void {
    life.statuses.add(status);
    const doubtful = new Set(
      outcomes.flatMap(({ target, verdict }) => (verdict === 'unknown' ? target : [])),
    );
    for (const { target, verdict, job_id, retry } of outcomes) {
      if (verdict === 'accepted') life.accepted.add(`${target} ${job_id}`);
      // Beside an unknown outcome it is what a later call came to.
      if (verdict === 'rejected' && !retry && !doubtful.has(target)) life.refused.add(target);
    }
    const said = outcomes.map(
      ({ target, verdict, job_id, code, reason = '' }) =>
        `${target.slice(0, 6)} ${verdict} ${job_id ?? code ?? ''} ${reason.slice(0, 90)}`,
    );
    this.note(life, `report ${status}: ${said.slice(0, 4).join(' | ')}`);
  }
}
