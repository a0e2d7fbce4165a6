import { type Pause, pauseText } from '../ledger/pause.ts';
import type { BusEvent } from '../platform/ports.ts';
import { redact } from '../values/redact.ts';

/** The event that tells of a pause, or with `resumed_by` of its end, at a time in epoch ms. */
export function pauseEvent(pause: Pause, at: number, resumed_by?: string): BusEvent {
  const key = `pause#${pause.operation}#${pause.at}${resumed_by === undefined ? '' : '#resumed'}`;
  const sentence = pauseText(pause);
  return {
    key,
    detailType: resumed_by === undefined ? 'Upkeep Paused' : 'Upkeep Resumed',
    at,
    detail: redact({
      version: 1,
      event_id: key,
      ...pause,
      ...(resumed_by === undefined
        ? { sentence }
        : { resumed_by, sentence: `${resumed_by} ended this: ${sentence}` }),
    }),
  };
}
