import * as z from 'zod/mini';
import { busEventIn } from '../../platform/platform.ts';
import { RELEASES } from '../../terms/release.ts';
import { PROGRAM } from '../../values/program.ts';
import type { Message } from '../channels/channel.ts';
import { PEOPLE } from '../channels/read-channels.ts';
import { oneLine } from '../channels/words.ts';
import { type AboutRollout, detail as aboutRollout } from '../events/about-rollout.ts';
import type { EventKind } from '../events/kind.ts';
import { SINGLE_KINDS } from '../events/kinds.ts';
import { type AboutOverdue, overdue } from '../events/overdue.ts';
import { ROLLOUT_KINDS } from '../events/rollouts.ts';
import { masked } from '../link.ts';

/** An event as it is told: to whom, and whether at any minute. */
export interface ToTell {
  readonly message: Message;
  /** What it is about: events of one rollout keep still at the same minutes. */
  readonly about: string;
  readonly to: readonly string[];
  readonly urgent: boolean;
  /** By what the daily digest tells it, where it can wait for that. */
  readonly digestLine?: string;
}

/** What comes once a day by itself: its day, `2026-11-30`. */
export interface Daily {
  readonly day: string;
}

/** The detail type of what EventBridge sends by time, with its `time`. */
const BY_TIME = 'Scheduled Event';

/** Reads it out of a message from the bus; undefined where there is none. Secrets are masked. */
export function toTell(body: string, stage: string): ToTell | Daily | undefined {
  const event = busEventIn(body);
  if (!event) return undefined;
  const { detailType, detail, time = '' } = event;
  if (detailType === BY_TIME) return /^\d{4}-\d\d-\d\dT/.test(time) ? { day: time.slice(0, 10) } : undefined;
  const named = ({ detailType: type }: EventKind) => type === detailType;
  const ofRollout = Object.values<EventKind>(ROLLOUT_KINDS).find(named);
  if (ofRollout) return fromRollout(ofRollout, detail, stage);
  if (named(overdue)) return fromOverdue(detail, stage);
  const single = SINGLE_KINDS.find(named);
  return single && fromSingle(single, detail);
}

function fromRollout(kind: EventKind, detail: unknown, stage: string): ToTell | undefined {
  const read = aboutRollout().safeParse(detail);
  if (!read.success) return undefined;
  const about = masked(read.data as AboutRollout);
  const { event_id: id, at: timestamp, rollout, to } = about;
  const event = { type: kind.detailType, timestamp, data: about };
  return {
    message: { id, title: kind.detailType, text: textOf(about, stage), event },
    about: rollout,
    to: kind.mail ? to : to.filter((name) => name !== PEOPLE),
    urgent: kind.urgent === true,
  };
}

function fromOverdue(given: unknown, stage: string): ToTell | undefined {
  const read = overdue.detail().safeParse(given);
  if (!read.success) return undefined;
  const detail = masked(read.data as AboutOverdue);
  const { event_id: id, at: timestamp, sentence, to, link } = detail;
  const text = withLink(`${oneLine(sentence)}. ${PROGRAM} report --stage ${stage}`, link);
  const event = { type: overdue.detailType, timestamp, data: detail };
  return {
    message: { id, title: overdue.detailType, text, event },
    about: id,
    to,
    urgent: false,
  };
}

/** What people read, and the command that says more. */
const textOf = ({ fleet, rollout, sentence, link }: AboutRollout, stage: string): string =>
  withLink(
    `Fleet ${fleet}, rollout ${rollout}: ${oneLine(sentence)}. ${PROGRAM} fleet show ${rollout} --stage ${stage}`,
    link,
  );

/** A text, and its page where there is one. */
const withLink = (words: string, link: string | undefined): string =>
  link === undefined ? words : `${words} ${oneLine(link)}`;

/** What every event of a request, or of what people do to requests, has; more for how it ended. */
const ofRequest = () =>
  z.looseObject({
    event_id: z.string(),
    sentence: z.string(),
    request_id: z.exactOptional(z.string()),
    link: z.exactOptional(z.string()),
  });

/** Of what a rollout released its own events tell, but for work that ended badly. */
function fromSingle(kind: EventKind, given: unknown): ToTell | undefined {
  const read = ofRequest().safeParse(given);
  if (!read.success) return undefined;
  const detail = masked(read.data);
  const { event_id: id, sentence, request_id: about = id, link } = detail;
  const became = kind.became?.(detail);
  const isRollouts = about.startsWith(RELEASES) && became !== undefined && became !== 'badly';
  return {
    message: {
      id,
      title: kind.detailType,
      text: withLink(oneLine(sentence), link),
      event: { type: kind.detailType, timestamp: '', data: detail },
    },
    about,
    to: kind.mail && !isRollouts ? [PEOPLE] : [],
    urgent: true,
    ...(became === 'well' && { digestLine: oneLine(sentence) }),
  };
}
