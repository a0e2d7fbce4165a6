import type { SurveyHead } from './rows.ts';

/** Whether there is nothing to ask: the vendor names no host of the service in that region. */
export const isNowhere = ({ stuck }: SurveyHead): boolean => stuck?.kind === 'no_host';

/** For how long nobody has known all that a survey lists, in ms: since its last complete pass began, its first one, or its first try. */
export const ageOf = (head: SurveyHead, now: number): number =>
  isNowhere(head) ? 0 : now - (head.complete?.started_at ?? head.first_pass_at ?? head.stuck?.since ?? now);

/** For how long a survey has been unable to go on, in ms; 0 where it can, or where there is nothing to ask. */
export const stuckFor = (head: SurveyHead, now: number): number =>
  head.stuck && !isNowhere(head) ? now - head.stuck.since : 0;
