import * as z from 'zod/mini';
import { type Pause, pauseText } from '../../ledger/pause.ts';
import type { BusEvent } from '../../platform/ports.ts';
import { redact } from '../../values/redact.ts';
import { always, type EventKind, maybe, text, time, VERSION } from './kind.ts';

/** What an event of a pause says of it. */
export const pauseFields = () => ({
  ...always(),
  operation: text(),
  by: text(),
  at: time(),
  reason: maybe(),
  resumed_by: maybe(),
});

export const paused: EventKind = {
  detailType: 'Upkeep Paused',
  written: 'when a person pauses an operation, or all',
  mail: true,
  detail: () => z.looseObject(pauseFields()),
};

/** The name of a pause among events. */
export const pauseName = ({ operation, at }: Pause): string => `pause#${operation}#${at}`;

/** The event that tells of a pause, at a time in epoch ms. */
export const pausedEvent = (pause: Pause, at: number): BusEvent => ({
  key: pauseName(pause),
  detailType: paused.detailType,
  at,
  detail: redact({ version: VERSION, event_id: pauseName(pause), ...pause, sentence: pauseText(pause) }),
});
