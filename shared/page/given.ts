import type { Here } from '../words/command-text.ts';

/** What a page is made for: when (epoch ms), and where commands to paste have to work. */
export interface For {
  readonly now: number;
  readonly here: Here;
}
