import { html } from 'hono/html';
import { type Html, text } from './parts.ts';
import type { Page } from './shell.ts';

/** The ways that every page of the console has, and the one that has this page stand still, or read anew again. */
export const navPart = (
  other: string,
  isStill: boolean,
): Html => html`<nav><a href="/">What needs you</a> <a href="/compliance">How current it all is</a> <a href="/calendar">Calendar</a> <a href="/history">History</a> <a class="still" href="${other}">${isStill ? 'read it anew every minute' : 'read anew every minute; stop that'}</a></nav>
`;

/** What stands in place of a page whose tables do not answer or whose files are wrong. */
export const unreadPage = ({ message }: Error): Page => ({
  title: 'Not read',
  head: html`<h1>Nothing can be told here</h1>
${message.split('\n').map((line) => html`<p>${text(line)}</p>`)}`,
  main: html`<p>Nothing is known of what stands there now. This page tries again by itself.</p>`,
});
