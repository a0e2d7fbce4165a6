import { html } from 'hono/html';
import type { PlanChanges } from '../desk/changes.ts';
import { headlineText, type Unoffered } from '../desk/fleet-words.ts';
import type { Month } from '../desk/history.ts';
import type { Home } from '../desk/home.ts';
import { sizeOf } from '../desk/rollouts.ts';
import type { FleetReport } from '../fleet/compliance/fleet-report.ts';
import type { Here } from '../words/command-text.ts';
import { type CalendarView, calendarHead, calendarMain } from './calendar.ts';
import { changesHead, changesMain } from './changes.ts';
import type { For } from './given.ts';
import { historyHead, historyMain } from './history.ts';
import { homeHead, homeMain } from './home.ts';
import { commandPart, type Html, text } from './parts.ts';
import { reportPage } from './report.ts';
import { type RolloutView, rolloutAnchor, rolloutHead, rolloutMain } from './rollout.ts';
import { type Page, pageHtml } from './shell.ts';

/** Everything that the file tells. */
export interface ReportFile {
  readonly report: FleetReport;
  readonly unoffered: readonly Unoffered[];
  readonly home: Home;
  /** Those that are open. */
  readonly rollouts: readonly OpenRollout[];
  readonly calendar: CalendarView;
  readonly history: readonly Month[];
  /** What it does not tell, in a sentence. */
  readonly note?: string | undefined;
  readonly here: Here;
}

/** A rollout as far as the file tells it; `changes`, where nothing of it has begun. */
export interface OpenRollout {
  readonly view: RolloutView;
  readonly changes: PlanChanges | undefined;
}

interface Part {
  readonly at: string;
  readonly called: string;
  readonly page: Pick<Page, 'head' | 'main'>;
}

/** The pages of the console as one file to mail or to print, with all targets in place of fifty a page. */
export function reportFile(whole: ReportFile): string {
  const { report, unoffered, home, rollouts, calendar, history, note, here } = whole;
  const given: For = { now: report.at, here, in_file: true };
  const current = reportPage(report, unoffered);
  const parts: readonly Part[] = [
    {
      at: 'needs',
      called: 'What needs you',
      page: { head: homeHead(home, given), main: homeMain(home, given) },
    },
    ...rollouts.map((one) => rolloutPart(one, given)),
    { at: 'current', called: 'How current it all is', page: current },
    {
      at: 'calendar',
      called: 'Calendar',
      page: { head: calendarHead(calendar), main: calendarMain(calendar, here) },
    },
    {
      at: 'history',
      called: 'History',
      page: { head: historyHead(history, given), main: historyMain(history, given) },
    },
  ];
  return pageHtml({
    title: current.title,
    nav: html`<nav aria-label="In this file">${parts.map(({ at, called }) => html`<a href="#${at}">${text(called)}</a> `)}</nav>
`,
    head: html`<p><strong>${text(headlineText(report))}.</strong> This file names databases and their owners: keep it as you keep those names.</p>`,
    main: parts.map(partHtml),
    note,
  });
}

const partHtml = ({ at, page }: Part): Html => html`<article class="page" id="${at}">
${page.head}
${page.main}
</article>
`;

function rolloutPart({ view, changes }: OpenRollout, given: For): Part {
  const { head, rows } = view;
  const command = { command: 'fleet show', words: { rollout: head.id }, options: { targets: true } } as const;
  const rest = html`<p>Every target: ${commandPart(command, given.here)}</p>
`;
  const more = rows.length < sizeOf(head) ? rest : '';
  const shown = { ...view, in_file: true as const, ways: { filter: '', more, changes: '' } };
  return {
    at: rolloutAnchor(head.id),
    called: `Rollout of ${head.fleet}`,
    page: {
      head: rolloutHead(shown),
      main: html`${rolloutMain(shown)}
${changes ? html`<section class="page">\n${changesHead(changes, given)}\n${changesMain(changes, given)}</section>` : ''}`,
    },
  };
}
