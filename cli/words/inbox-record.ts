import { type InboxItem, inboxHeadline, kindText, type ReadInbox } from '../../shared/desk/inbox.ts';
import { redact } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { csvText, markdownText } from './table-text.ts';

const time = (at: number | undefined) => (at === undefined ? undefined : utc(at));

/** The inbox as one object. */
export function inboxJson({ items, since, now }: ReadInbox, here: Here): string {
  const whole = {
    at: utc(now),
    requests_since: utc(since),
    items: items.map((one) => ({
      ...one,
      since: time(one.since),
      commands: one.commands.map((command) => commandText(command, here)),
    })),
  };
  return `${JSON.stringify(redact(whole), null, 2)}\n`;
}

/** A line an item; what follows the first command stands behind a `#`, so that a pasted cell runs that one alone. */
const itemRows = (items: readonly InboxItem[], here: Here): string[][] => [
  ['kind', 'what', 'since', 'owner', 'sentence', 'command'],
  ...items.map(({ kind, what, since, owner = '', sentence, commands }) => [
    kindText(kind),
    what,
    time(since) ?? '',
    owner,
    sentence,
    commands.map((command) => commandText(command, here)).join(' # then: '),
  ]),
];

export const inboxCsv = ({ items }: ReadInbox, here: Here): string => csvText(itemRows(items, here));

/** The same as Markdown, with how much there is. */
export const inboxMarkdown = ({ items, since }: ReadInbox, here: Here): string =>
  [
    `${inboxHeadline(items)}. Requests since ${utc(since)}.\n`,
    ...(items.length > 0 ? [markdownText(itemRows(items, here))] : []),
  ].join('\n');
