import { iso } from '../values/time/instant.ts';
import type { Delivery } from './delivery.ts';
import type { Trigger } from './report.ts';

/** What of a delivery travels with a message whenever we put it on a queue. */
export type Carried = Pick<Delivery, 'request_id' | 'triggered_at' | 'trigger' | 'sender' | 'directions'>;

/** The attributes of a message we put on a queue; plain strings. */
export const carry = ({
  request_id,
  triggered_at,
  trigger,
  sender,
  directions,
}: Carried): Record<string, string> => ({
  request_id,
  triggered_at: iso(triggered_at),
  trigger,
  ...(sender && { sender }),
  ...(directions?.resumed && { resumed: 'yes' }),
  ...(directions?.extend && { extend: 'yes' }),
  ...(directions?.parts && { parts: 'yes' }),
  ...(directions?.resend !== undefined && { resend: String(directions.resend) }),
});

/** The same read back from a message; whatever is missing or malformed is left out. */
export function carried(attributes: Readonly<Record<string, string | undefined>>): Partial<Carried> {
  const { request_id, sender, trigger } = attributes;
  const triggered_at = Date.parse(attributes.triggered_at ?? '');
  const tries = Number.parseInt(attributes.resend ?? '', 10);
  const directions = {
    ...(attributes.resumed === 'yes' && { resumed: true }),
    ...(attributes.extend === 'yes' && { extend: true }),
    ...(attributes.parts === 'yes' && { parts: true }),
    ...(Number.isNaN(tries) ? {} : { resend: tries }),
  };
  return {
    directions,
    ...(request_id && { request_id }),
    ...(sender && { sender }),
    ...(isTrigger(trigger) && { trigger }),
    ...(Number.isNaN(triggered_at) ? {} : { triggered_at }),
  };
}

const TRIGGERS: readonly (string | undefined)[] = [
  'timer',
  'queue',
  'webhook',
  'invoke',
  'fleet',
] satisfies Trigger[];
const isTrigger = (text: string | undefined): text is Trigger => TRIGGERS.includes(text);
