import type { CommandLine } from './command-line.ts';

/** What something in the inbox is, in the order in which a person looks: what nobody knows comes first. */
export const INBOX_KINDS = [
  'unknown',
  'not_read',
  'failed',
  'decision',
  'dead_letters',
  'overdue',
  'paused',
] as const;

export type InboxKind = (typeof INBOX_KINDS)[number];

/** Something that waits for a person: since when (epoch ms), whose it is as far as known, and the commands that settle it. */
export interface InboxItem {
  readonly kind: InboxKind;
  readonly what: string;
  readonly since?: number | undefined;
  readonly owner?: string | undefined;
  readonly sentence: string;
  readonly commands: readonly CommandLine[];
}

/** What was read: the items in their order, since when requests were looked at, and when (epoch ms). */
export interface ReadInbox {
  readonly items: readonly InboxItem[];
  readonly since: number;
  readonly now: number;
}

/** As a person reads them: kind by kind, in each what has waited for longest first. */
export const inOrder = (items: readonly InboxItem[]): InboxItem[] =>
  items.toSorted(
    (one, other) =>
      INBOX_KINDS.indexOf(one.kind) - INBOX_KINDS.indexOf(other.kind) ||
      (one.since ?? 0) - (other.since ?? 0) ||
      one.what.localeCompare(other.what),
  );

/** What a kind is called. */
export const kindText = (kind: InboxKind): string => kind.replaceAll('_', ' ');

/** How much waits for a person, in one sentence. */
export function inboxHeadline(items: readonly InboxItem[]): string {
  if (items.length === 0) return 'Nothing needs anybody';
  const counts = INBOX_KINDS.flatMap((kind) => {
    const count = items.filter((one) => one.kind === kind).length;
    return count > 0 ? [`${kindText(kind)} (${count})`] : [];
  });
  return `${items.length} ${items.length === 1 ? 'thing needs' : 'things need'} somebody: ${counts.join(', ')}`;
}

/** That something could not be read, so that nobody knows what of it waits. */
export const notRead = (what: string, why: string, commands: readonly CommandLine[]): InboxItem => ({
  kind: 'not_read',
  what,
  sentence: `not read: ${why}`,
  commands,
});
