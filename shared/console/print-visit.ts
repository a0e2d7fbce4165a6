import { metricsOf, printLine } from '../telling/log.ts';
import { redact } from '../values/redact.ts';

/** A page that was asked for, and what came of it. */
interface Visit {
  readonly request_id: string;
  readonly path: string;
  /** The subject of whoever was let in. */
  readonly by: string | undefined;
  readonly status: number;
  readonly reason: string | undefined;
  readonly started_at: number;
}

const METRICS = metricsOf({
  shown: 'Count',
  refused: 'Count',
  failed: 'Count',
  duration_ms: 'Milliseconds',
});
const LONGEST = 200;

/** Prints the one line of a visit. No parameter stands in it, and no header. */
export function printVisit({ path, started_at, ...visit }: Visit): void {
  const { status } = visit;
  const counts = {
    shown: status === 200 ? 1 : 0,
    refused: status === 403 ? 1 : 0,
    failed: status >= 500 ? 1 : 0,
  };
  const said = redact({ operation: 'console', ...visit, path: path.slice(0, LONGEST) });
  printLine(
    counts.failed > 0 ? 'ERROR' : counts.refused > 0 ? 'WARN' : 'INFO',
    { ...said, ...counts, duration_ms: Date.now() - started_at },
    METRICS,
    [['operation']],
  );
}
