import { html } from 'hono/html';
import type { Site } from '../calendar/in-place.ts';
import type { CalendarItem } from '../calendar/item.ts';
import type { SiteNow } from '../calendar/site-now.ts';
import { utc } from '../values/time/instant.ts';
import { DAY } from '../values/time/units.ts';
import { bothTimesOf } from '../words/both-times.ts';
import type { Here } from '../words/command-text.ts';
import { NO_WINDOW, nowText } from '../words/site-now.ts';
import { commandPart, type Html, shown, text, utcTime } from './parts.ts';

/** What is open, frozen and scheduled from one time to another (epoch ms), site by site. */
export interface CalendarView {
  readonly sites: readonly SiteNow[];
  readonly items: readonly CalendarItem[];
  readonly now: number;
  readonly until: number;
  /** It is told from what a stage was deployed with, which are no schedules; else from the files of a folder. */
  readonly deployed?: true;
}

const OF_FOLDER =
  'windows and freezes of calendar.yml, and runs of schedules.yml, as this folder has them. What the cloud has taken and begins later is';
const OF_STAGE =
  'windows and freezes of calendar.yml as they were deployed. Runs of schedules.yml, and what the cloud has taken and begins later, are';

export const calendarHead = ({ now, until, deployed }: CalendarView): Html => html`<h1>Calendar</h1>
<p>From ${utcTime(now)} to ${utcTime(until)}: ${deployed ? OF_STAGE : OF_FOLDER} told by <code>db-upkeep calendar</code>.</p>`;

export const calendarMain = (view: CalendarView, here: Here): Html | readonly Html[] =>
  view.sites.length === 0
    ? html`<p>There is no place to tell of: no fleet or schedule names one.</p>`
    : view.sites.map((site) => sitePart(site, view, here));

/** So many lines a page has, shared by the places. */
const LINES = 200;
const LEAST_LINES = 10;

const sitePart = ({ site, hasWindow, opening }: SiteNow, view: CalendarView, here: Here): Html => {
  const items = view.items.filter(isAt(site));
  const told = items.slice(0, Math.max(LEAST_LINES, Math.floor(LINES / view.sites.length)));
  const untold = items.length - told.length;
  return html`<section>
<h2>${shown(site.region)} <span class="count">${text(site.project)}</span></h2>
<p>${hasWindow ? nowText(opening, site.region) : NO_WINDOW}.</p>
${stripOf(items, view)}
<table class="agenda">
<caption>What comes, on the clocks there and in UTC</caption>
<thead><tr><th scope="col">What</th><th scope="col">Name</th><th scope="col">When</th><th scope="col">Why</th></tr></thead>
<tbody>
${told.map(itemRow)}</tbody>
</table>
${untold > 0 ? html`<p>And ${untold} more: ${commandPart({ command: 'calendar', words: {}, options: {} }, here)}</p>\n` : ''}</section>
`;
};

const isAt =
  ({ region, project }: Site) =>
  (item: CalendarItem): boolean =>
    item.region === region && item.project === project;

const itemRow = ({ state, name, region, from, to, targets, because }: CalendarItem): Html =>
  html`<tr><td><span class="span ${state}">${state}</span></td><th scope="row">${shown(name)}${targets.length > 0 ? html`<small>${text(targets.join(', '))}</small>` : ''}</th><td><time datetime="${utc(from)}/${utc(to)}">${bothTimesOf({ from, to }, region)}</time></td><td>${shown(because)}</td></tr>
`;

/** Widths in per cent of the whole. */
const LEAST = 0.3;

/** The weeks as one strip; the table below says the same. */
function stripOf(items: readonly CalendarItem[], { now, until }: CalendarView): Html {
  const at = (time: number) => Math.min(100, Math.max(0, ((time - now) / (until - now)) * 100));
  const bars = merged(items).map(({ state, from, to }) => {
    const width = Math.max(LEAST, at(to) - at(from));
    return html`<rect class="${state}" x="${at(from).toFixed(2)}" y="${state === 'scheduled' ? 5 : 0}" width="${width.toFixed(2)}" height="${state === 'scheduled' ? 5 : 10}" />`;
  });
  const weeks = Array.from({ length: Math.floor((until - now) / (7 * DAY)) }, (_, week) =>
    at(now + (week + 1) * 7 * DAY),
  );
  return html`<svg class="weeks" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">${bars}${weeks.map((x) => html`<line x1="${x.toFixed(2)}" x2="${x.toFixed(2)}" y1="0" y2="10" />`)}</svg>`;
}

type Span = Pick<CalendarItem, 'state' | 'from' | 'to'>;

/** What overlaps in one state, as one: windows of many teams open at the same time. In the order in which they begin. */
function merged(items: readonly Span[]): Span[] {
  const last = new Map<Span['state'], number>();
  const spans: Span[] = [];
  for (const { state, from, to } of items) {
    const index = last.get(state);
    const before = index === undefined ? undefined : spans[index];
    if (index !== undefined && before && from <= before.to) {
      spans[index] = { ...before, to: Math.max(before.to, to) };
    } else {
      last.set(state, spans.push({ state, from, to }) - 1);
    }
  }
  return spans;
}
