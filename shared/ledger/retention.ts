import { DAY } from '../values/time/units.ts';

/** Until when the ledger keeps what was of use last at that time; epoch ms. */
export const keptUntil = (last: number): number => last + 35 * DAY;
