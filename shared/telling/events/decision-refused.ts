import * as z from 'zod/mini';
import type { BusEvent } from '../../platform/ports.ts';
import { redact } from '../../values/redact.ts';
import { iso } from '../../values/time/instant.ts';
import { always, type EventKind, maybe, text, time, VERSION } from './kind.ts';

export const decisionRefused: EventKind = {
  detailType: 'Upkeep Decision Refused',
  written:
    'when a decision that a webhook brought, and that was queued, is refused; a change desk alone is told',
  mail: false,
  detail: () =>
    z.looseObject({
      ...always(),
      request_id: text(),
      trigger: z.literal('webhook'),
      sender: text(),
      verb: text(),
      rollout: maybe(),
      fleet: maybe(),
      wave: maybe(),
      target: maybe(),
      said_by: maybe(),
      reason: text(),
      refused_at: time(),
    }),
};

/** A decision of a change desk, under the id of its webhook, and why it is refused. */
export interface RefusedDecision {
  readonly sender: string;
  readonly request_id: string;
  readonly reason: string;
  readonly decision: {
    readonly verb: string;
    readonly rollout?: string | undefined;
    readonly fleet?: string | undefined;
    readonly wave?: string | undefined;
    readonly target?: string | undefined;
    readonly said_by?: string | undefined;
  };
}

/** The event that tells of it, at a time in epoch ms. */
export function decisionRefusedEvent(
  { sender, request_id, reason, decision }: RefusedDecision,
  at: number,
): BusEvent {
  const { verb, rollout, fleet, wave, target, said_by } = decision;
  const key = `decision/${sender}/${request_id}`;
  const about = { rollout, fleet, wave, target, said_by };
  const what = [verb, rollout ?? fleet ?? target, wave && `wave ${wave}`].filter(Boolean).join(' ');
  return {
    key,
    detailType: decisionRefused.detailType,
    at,
    detail: redact({
      version: VERSION,
      event_id: key,
      request_id,
      trigger: 'webhook',
      sender,
      verb,
      ...Object.fromEntries(Object.entries(about).filter(([, value]) => value !== undefined)),
      reason,
      refused_at: iso(at),
      sentence: `decision ${request_id}, ${what}, was refused: ${reason}`,
    }),
  };
}
