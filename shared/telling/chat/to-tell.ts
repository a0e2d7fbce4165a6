import { busEventIn } from '../../platform/platform.ts';
import { PROGRAM } from '../../values/program.ts';
import { redact } from '../../values/redact.ts';
import type { Message } from '../channels/channel.ts';
import { type AboutRollout, detail as schema } from '../events/about-rollout.ts';
import type { EventKind } from '../events/kind.ts';
import { ROLLOUT_KINDS } from '../events/rollouts.ts';

/** An event of a rollout as it is told: to whom, and whether at any minute. */
export interface ToTell {
  readonly message: Message;
  readonly rollout: string;
  readonly to: readonly string[];
  readonly urgent: boolean;
}

/** Reads it out of a message from the bus; undefined where there is none. Secrets are masked. */
export function toTell(body: string, stage: string): ToTell | undefined {
  const event = busEventIn(body);
  const kind = Object.values<EventKind>(ROLLOUT_KINDS).find(
    ({ detailType }) => detailType === event?.detailType,
  );
  const read = schema().safeParse(event?.detail);
  if (!kind || !read.success) return undefined;
  const detail = redact(read.data) as AboutRollout;
  const { event_id: id, at: timestamp, rollout, to } = detail;
  const message = {
    id,
    title: kind.detailType,
    text: textOf(detail, stage),
    event: { type: kind.detailType, timestamp, data: detail },
  };
  return { message, rollout, to, urgent: kind.urgent === true };
}

/** What people read, and the command that says more. */
const textOf = ({ fleet, rollout, sentence }: AboutRollout, stage: string): string =>
  `Fleet ${fleet}, rollout ${rollout}: ${sentence}. ${PROGRAM} fleet show ${rollout} --stage ${stage}`;
