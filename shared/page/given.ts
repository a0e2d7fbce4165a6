import type { Here } from '../words/command-text.ts';

/** What a page is made for: when (epoch ms), and where commands to paste have to work. */
export interface For {
  readonly now: number;
  readonly here: Here;
  /** It is part of a file that holds every page: there a rollout is shown as long as it is open, and the story of a request never. */
  readonly in_file?: true;
}
