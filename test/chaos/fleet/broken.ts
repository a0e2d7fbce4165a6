import type { Wrong } from '../judge.ts';

/** Everything that no fleet may do, by its name. */
export const FLEET_WHATS = [
  'outside the plan',
  'before its approval',
  'in a freeze',
  'outside its windows',
  'too late',
  'on hold',
  'after a stop',
  'over the pace',
  'two of a group',
  'past a gate',
  'without its backup',
  'submitted twice',
  'lost',
  'false result',
] as const;

/** One thing that no fleet may do. */
export interface FleetWrong {
  readonly what: (typeof FLEET_WHATS)[number] | Wrong['what'];
  readonly request_id: string;
  readonly detail: string;
}
