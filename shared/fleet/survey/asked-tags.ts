import type { Fleet, Fleets } from '../fleet.ts';
import type { Selector, Words } from '../selectors/selector.ts';

/** The tags that every fleet has unless it says otherwise. */
const USUAL = ['owner', 'upkeep-hold-until'];

/** The tags whose value holds an instance back. */
export const holdTagsOf = (fleets: Fleets): string[] => [
  ...new Set(['upkeep-hold-until', ...Object.values(fleets).map(({ holds }) => holds.tag)]),
];

/** What asks for tags: fleets, and the calendar's `never_together`, each `tag:<key>`. */
export interface Asking {
  readonly fleets: Fleets;
  readonly never_together: readonly string[];
}

/** Every tag that somebody asks for, in the order of the alphabet: no other is kept. */
export const askedTagsOf = ({ fleets, never_together }: Asking): string[] =>
  [...new Set([...USUAL, ...Object.values(fleets).flatMap(tagsOf), ...never_together.map(keyOf)])].sort();

const keyOf = (tag: string): string => tag.replace(/^tag:/, '');

const tagsOf = ({ select, waves, holds, owner }: Fleet): string[] => [
  ...[select, ...Object.values(waves)].flatMap(tagsIn),
  holds.tag,
  keyOf(owner),
];

const tagsIn = ({ leave_out, ...words }: Selector): string[] =>
  [words, leave_out].flatMap((some: Words | undefined) => Object.keys(some?.tags ?? {}));
