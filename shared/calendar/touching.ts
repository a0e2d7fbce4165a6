import type { Frozen } from './in-place.ts';
import { holds } from './interval.ts';

/** Work that is sent at a time, begins at one and lasts, all ms; `sent` is absent where that is over. */
interface Work {
  readonly sent?: number;
  readonly begins: number;
  readonly lasts: number;
}

/** The freezes that hold while work is sent, or at some moment of it. */
export const touching = (freezes: readonly Frozen[], { sent, begins, lasts }: Work): Frozen[] =>
  freezes.filter(
    (freeze) =>
      (sent !== undefined && holds(freeze, sent)) || (freeze.from < begins + lasts && begins < freeze.to),
  );
