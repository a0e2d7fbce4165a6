import { metricsOf, printLine } from '../../telling/log.ts';
import { redact } from '../../values/redact.ts';
import { answerOf, type HttpAnswer, refusalOf } from './answer.ts';

const METRICS = metricsOf({ answered: 'Count', refused: 'Count', failed: 'Count' });

/** What is known of a call by the time it is answered. */
export type Trace = Record<string, unknown>;

/** Answers a call by what `work` returns or throws, and prints its one line. `work` notes in the trace what it finds out. */
export async function answered(
  operation: string,
  trace: Trace,
  work: () => Promise<{ readonly statusCode: number; readonly body: object }>,
): Promise<HttpAnswer> {
  const started = Date.now();
  const finish = (statusCode: number, body: object, more: object = {}) => {
    const fields = redact({
      operation,
      ...trace,
      http: statusCode,
      ...more,
      duration_ms: Date.now() - started,
    });
    const counts = {
      answered: statusCode < 300 ? 1 : 0,
      refused: statusCode === 401 || statusCode === 403 ? 1 : 0,
      failed: statusCode >= 500 ? 1 : 0,
    };
    const level = statusCode >= 500 ? 'ERROR' : statusCode >= 400 ? 'WARN' : 'INFO';
    printLine(level, { ...fields, ...counts }, METRICS, [['operation']]);
    return answerOf(statusCode, body);
  };
  try {
    const { statusCode, body } = await work();
    return finish(statusCode, body);
  } catch (error) {
    const { statusCode, message, faults } = refusalOf(error);
    const named = { ...(faults && { faults }) };
    const reason = statusCode >= 500 && error instanceof Error ? error.message : message;
    return finish(statusCode, { error: message, ...named }, { reason, ...named });
  }
}
