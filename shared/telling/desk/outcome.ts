import * as z from 'zod/mini';
import { busEventIn } from '../../platform/platform.ts';
import type { Message } from '../channels/channel.ts';
import { decisionRefused } from '../events/decision-refused.ts';
import { jobEnded } from '../events/job-ended.ts';
import { requestSettled } from '../events/request-settled.ts';
import { masked } from '../link.ts';

/** The kinds of events that a change desk is told, and the field that says when each happened. */
export const DESK_KINDS = [
  { kind: requestSettled, at: 'settled_at' },
  { kind: jobEnded, at: 'ended_at' },
  { kind: decisionRefused, at: 'refused_at' },
] as const;

/** An outcome of a request or decision that a sender brought by webhook. */
export interface DeskOutcome {
  readonly message: Message;
  readonly sender: string;
  readonly request_id: string;
}

const brought = z.looseObject({
  event_id: z.string(),
  trigger: z.literal('webhook'),
  sender: z.string(),
  request_id: z.string(),
  sentence: z.string(),
  link: z.exactOptional(z.string()),
});

/** Reads it out of a message from the bus; undefined where there is none. Secrets are masked. */
export function outcomeIn(body: string): DeskOutcome | undefined {
  const event = busEventIn(body);
  const told = DESK_KINDS.find(({ kind }) => kind.detailType === event?.detailType);
  const read = brought.safeParse(event?.detail);
  if (!told || !read.success) return undefined;
  const data = masked(read.data);
  const { event_id: id, sender, request_id, sentence: text, [told.at]: at } = data;
  const type = told.kind.detailType;
  const message = { id, title: type, text, event: { type, timestamp: String(at), data } };
  return { message, sender, request_id };
}
