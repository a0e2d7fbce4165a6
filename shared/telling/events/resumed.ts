import * as z from 'zod/mini';
import { type Pause, pauseText } from '../../ledger/pause.ts';
import type { BusEvent } from '../../platform/ports.ts';
import { redact } from '../../values/redact.ts';
import { type EventKind, VERSION } from './kind.ts';
import { pauseFields, pauseName } from './paused.ts';

export const resumed: EventKind = {
  detailType: 'Upkeep Resumed',
  written: 'when a person ends a pause',
  mail: true,
  detail: () => z.looseObject(pauseFields()),
};

/** The event that tells that somebody ended a pause, at a time in epoch ms. */
export function resumedEvent(pause: Pause, at: number, resumed_by: string): BusEvent {
  const key = `${pauseName(pause)}#resumed`;
  return {
    key,
    detailType: resumed.detailType,
    at,
    detail: redact({
      version: VERSION,
      event_id: key,
      ...pause,
      resumed_by,
      sentence: `${resumed_by} ended this: ${pauseText(pause)}`,
    }),
  };
}
