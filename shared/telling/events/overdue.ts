import * as z from 'zod/mini';
import { always, type EventKind, text, time, type VERSION } from './kind.ts';

/** What an event of what has waited for too long says; of several fleets whose `tell.to` is the same, together. */
export interface AboutOverdue {
  readonly version: typeof VERSION;
  readonly event_id: string;
  readonly fleets: readonly string[];
  /** UTC. */
  readonly at: string;
  readonly sentence: string;
  readonly link?: string;
  readonly to: readonly string[];
}

export const overdue = {
  detailType: 'Upkeep Overdue',
  written: 'once a week while instances are overdue, holds are void or the calendar runs out',
  mail: true,
  detail: () =>
    z.looseObject({
      ...always(),
      fleets: z.array(text()),
      at: time(),
      to: z.array(text()),
    } satisfies Readonly<Record<keyof AboutOverdue, z.ZodMiniType>>),
} as const satisfies EventKind;
