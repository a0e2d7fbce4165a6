import type { Intent } from '../../terms/intent.ts';
import type { Operation } from '../../terms/operation.ts';
import { iso } from '../../values/time/instant.ts';
import type { Asked, Plan } from './redrive-case.ts';

/** Why an intent would not be sent any more, if so; `now` in epoch ms. */
export function overSince(operation: Operation, intent: Intent, now: number): string | undefined {
  const { deadline, ends_by, fields } = intent;
  if (now > deadline) return `its time was over at ${iso(deadline)}`;
  if (ends_by !== undefined && now >= ends_by) return `it had to end by ${iso(ends_by)}`;
  return operation.tooLate?.(fields, now);
}

/** The plan for a letter whose time is over: more time helps unless that was asked for already. */
export const tooLong = (over: string, { extend }: Asked): Plan =>
  extend ? { stays: `${over}: send the intent again` } : { stays: over, needs: 'extend' };
