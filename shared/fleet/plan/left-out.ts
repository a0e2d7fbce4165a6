/** Why a plan leaves a target out, in words that stand behind a number of them; each code is part of the plan's hash. */
export const LEFT_OUT = {
  up_to_date: 'up to date',
  selection_unclear: 'of which nobody can tell whether the fleet means them',
  wave_unclear: 'of which nobody can tell their wave',
  not_taken: 'of no operation that the fleet takes',
  not_read: 'not read by the last survey',
  changed: 'changed after the survey read them',
  not_known: 'of which nobody can tell what they run or could get',
  tags_unread: 'with unread tags, of which one may ask to leave them alone',
  held: 'held by a tag',
  hold_unclear: 'held by a tag that is no date',
  never: 'offered only what is never brought',
  not_listed: 'offered nothing that the fleet names',
  too_young: 'offered only what is too young',
  age_unknown: 'offered only what is of unknown age',
  elsewhere: 'at work in another rollout, or ended badly there',
  no_window: 'without a window',
  fits_no_window: 'whose work fits in no window',
  forbidden: 'forbidden by the policy',
  new: 'new in a wave that nobody approves: the next plan has them once this one is approved',
} as const;

export type LeftOutCode = keyof typeof LEFT_OUT;

/** Why one target is left out; `reason` is for a person and may hold figures. */
export interface Left {
  readonly code: LeftOutCode;
  readonly reason: string;
}

/** A reason to leave a target out, in the words of its code unless there are better ones. */
export const left = (code: LeftOutCode, reason: string = LEFT_OUT[code]): Left => ({ code, reason });

/** A code in words; of one that is not known here, itself. */
export const wordsOf = (code: string): string =>
  Object.hasOwn(LEFT_OUT, code) ? LEFT_OUT[code as LeftOutCode] : code;
