import * as z from 'zod/mini';
import { always, type EventKind, maybe, text, time, type VERSION } from './kind.ts';

/** What an event of a rollout says. Of a wave alone where it is about one; `hash` is that of its plan, once there is one. */
export interface AboutRollout {
  readonly version: typeof VERSION;
  readonly event_id: string;
  readonly fleet: string;
  readonly rollout: string;
  readonly wave?: string;
  readonly hash?: string;
  /** UTC. */
  readonly at: string;
  readonly sentence: string;
  readonly link?: string;
  /** Who is told, as the fleet's `tell.to` had it when the rollout was planned; *people* are those of the mails. */
  readonly to: readonly string[];
}

/** A kind of event of rollouts. */
export const rolloutKind = (kind: Omit<EventKind, 'detail'>): EventKind => ({ ...kind, detail });

/** What such an event holds, as a schema. */
export const detail = () =>
  z.looseObject({
    ...always(),
    fleet: text(),
    rollout: text(),
    wave: maybe(),
    hash: maybe(),
    at: time(),
    to: z.array(text()),
  } satisfies Readonly<Record<keyof AboutRollout, z.ZodMiniType>>);
