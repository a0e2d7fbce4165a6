import { HOUR } from '../../values/time/units.ts';
import { isNowhere } from '../survey/age.ts';
import type { Survey, SurveyHead } from '../survey/rows.ts';

/** A pass that began longer ago before a plan was asked for is not planned from. */
const FRESH_MS = 6 * HOUR;

/** Whether the places of a fleet are read well enough for a plan, every tag of it included: *wait* for surveys that are under way, or there is none. */
export type Ready =
  | {
      readonly is: 'ready';
      /** What the lists of these places told of and did not show, a sentence each. */
      readonly gaps: readonly string[];
    }
  | { readonly is: 'wait'; readonly for: readonly Survey[] }
  | { readonly is: 'refused'; readonly reason: string };

/** A survey of a fleet's places, with its head where it has one. */
export interface Headed extends Survey {
  readonly head?: SurveyHead | undefined;
}

// These end by themselves, and often.
const PASSING = ['throttled', 'time'];
// Nothing could be sent there either.
const LOGIN = ['credentials', 'no_right'];

/** When a plan was asked for (epoch ms), and the tags that decide it. */
export interface PlanAsked {
  readonly asked_at: number;
  readonly tags: readonly string[];
}

/** Whether a plan can be made from these surveys: every one of a place counts. */
export function readyFor(surveys: readonly Headed[], asked: PlanAsked): Ready {
  const places = [...Map.groupBy(surveys, ({ region, project }) => `${region} ${project}`)];
  const unread = places.flatMap(([place, own]) => {
    const nowhere = own.every(({ head }) => head && isNowhere(head));
    if (nowhere) return [`${place}: ${own[0]?.head?.stuck?.reason ?? 'nothing can be read there'}`];
    return own.flatMap((survey) => {
      const why = whyUnread(survey, asked);
      return why === undefined ? [] : [`${survey.service} in ${place}: ${why}`];
    });
  });
  if (unread.length > 0) return { is: 'refused', reason: `not read: ${unread.join('; ')}` };
  const awaited = surveys.filter(({ head }) => !head || !(isNowhere(head) || isFresh(head, asked)));
  if (awaited.length > 0) {
    return { is: 'wait', for: awaited.map(({ service, region, project }) => ({ service, region, project })) };
  }
  return { is: 'ready', gaps: surveys.flatMap(gapsOf) };
}

/** Whether a plan can be made from what a survey read last. A tag that was not asked for looks like one that no instance has. */
export const isFresh = ({ complete }: SurveyHead, { asked_at, tags }: PlanAsked): boolean =>
  complete !== undefined &&
  complete.started_at >= asked_at - FRESH_MS &&
  tags.every((tag) => complete.asked?.includes(tag));

function whyUnread({ head }: Headed, asked: PlanAsked): string | undefined {
  if (!head?.stuck || isNowhere(head)) return undefined;
  const { kind, reason } = head.stuck;
  if (LOGIN.includes(kind)) return reason;
  return isFresh(head, asked) || PASSING.includes(kind) ? undefined : reason;
}

function gapsOf({ service, region, project, head }: Headed): string[] {
  const { unlisted = 0, nameless = 0 } = head?.complete ?? {};
  const where = `${service} in ${region} ${project}`;
  return [
    ...(unlisted > 0 ? [`${where}: its list tells of ${unlisted} more than it shows`] : []),
    ...(nameless > 0 ? [`${where}: its list has ${nameless} without an id that can be read`] : []),
  ];
}
