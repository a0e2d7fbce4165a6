import { redact } from '../../values/redact.ts';
import { metricsOf, printLine } from '../log.ts';
import type { Daily, ToTell } from './to-tell.ts';

/** What came of an event at a channel, or of the event as a whole. */
export interface Came {
  readonly channel?: string;
  readonly is: 'told' | 'told before' | 'kept' | 'waits' | 'refused' | 'failed';
  readonly why?: string;
}

const METRICS = metricsOf({ told: 'Count', failed: 'Count' });

/** Prints the one line of an event. What only waits is no failure. */
export function printTold(id: string, told: ToTell | Daily | undefined, came: readonly Came[]): void {
  const count = (...words: readonly Came['is'][]) => came.filter(({ is }) => words.includes(is)).length;
  const failed = count('refused', 'failed');
  const fields = redact({
    operation: 'tell-chat',
    message: id,
    ...(told && 'day' in told && { day: told.day }),
    ...(told &&
      'message' in told && { event_id: told.message.id, event: told.message.title, about: told.about }),
    channels: came,
  });
  printLine(failed > 0 ? 'ERROR' : 'INFO', { ...fields, told: count('told'), failed }, METRICS, [
    ['operation'],
  ]);
}
