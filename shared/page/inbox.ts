import { html } from 'hono/html';
import { INBOX_KINDS, type InboxItem, inboxHeadline, kindText, type ReadInbox } from '../desk/inbox.ts';
import { howLong } from '../values/time/how-long.ts';
import type { Here } from '../words/command-text.ts';
import { commandPart, type Html, shown, text, utcTime } from './parts.ts';
import { pageHtml } from './shell.ts';

/** The inbox as one file to mail. */
export const inboxPage = ({ items, since, now }: ReadInbox, here: Here): string =>
  pageHtml({
    title: inboxHeadline(items),
    head: html`<h1>${inboxHeadline(items)}</h1>
<p>Read ${utcTime(now)}; requests since ${utcTime(since)}.</p>`,
    main: INBOX_KINDS.map((kind) => {
      const own = items.filter((one) => one.kind === kind);
      return own.length === 0
        ? ''
        : html`<section>
<h2>${kindText(kind)} <span class="count">${own.length}</span></h2>
${own.map((one) => itemPart(one, now, here))}</section>
`;
    }),
  });

const itemPart = ({ what, since, owner, sentence, commands }: InboxItem, now: number, here: Here): Html =>
  html`<article>
<h3>${shown(what)}</h3>
<p>${shown(sentence)}</p>
<p><small>${since === undefined ? '' : html`since ${utcTime(since)} (${howLong(now - since)}) `}${owner === undefined ? '' : text(owner)}</small></p>
${commands.map((command) => html`<p>${commandPart(command, here)}</p>\n`)}</article>
`;
