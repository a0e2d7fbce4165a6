import {
  INBOX_KINDS,
  type InboxItem,
  inboxHeadline,
  kindText,
  type ReadInbox,
} from '../../shared/desk/inbox.ts';
import { redactText } from '../../shared/values/redact.ts';
import { howLong } from '../../shared/values/time/how-long.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';

/** The inbox for a person. */
export const inboxText = ({ items, since, now }: ReadInbox, here: Here): string =>
  [
    `${inboxHeadline(items)}. Requests since ${utc(since)}.`,
    ...INBOX_KINDS.flatMap((kind) => {
      const own = items.filter((one) => one.kind === kind);
      return own.length === 0
        ? []
        : ['', `${kindText(kind)} (${own.length})`, ...own.flatMap((one) => itemLines(one, now, here))];
    }),
    '',
  ]
    .map((line) => oneLine(redactText(line)))
    .join('\n');

const itemLines = ({ what, since, owner, sentence, commands }: InboxItem, now: number, here: Here) => [
  `  ${[what, owner, since !== undefined && `since ${utc(since)} (${howLong(now - since)})`].filter(Boolean).join(', ')}`,
  `    ${sentence}`,
  ...commands.map((command) => `    ${commandText(command, here)}`),
];
