import type { AboutOverdue } from '../../telling/events/overdue.ts';
import { fleetKey } from '../rollout/rollout.ts';

/** When fleets are looked at next for what has waited for too long (epoch ms), and what people must still be told of that. */
export interface Told {
  readonly next: number;
  readonly outbox: readonly AboutOverdue[];
}

/** Where that is kept: beside the heads of fleets, none of which has an empty name. */
export const WEEKLY = { pk: fleetKey(''), sk: 'weekly' } as const;

/** Whether there is anything to do about it at a time (epoch ms). */
export const isDue = (known: Told | undefined, now: number): boolean =>
  known === undefined || known.outbox.length > 0 || now >= known.next;
