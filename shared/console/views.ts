import { readCompliance } from '../desk/compliance.ts';
import { readHome } from '../desk/home.ts';
import { stateText } from '../desk/rollouts.ts';
import type { Fleets } from '../fleet/fleet.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import { type CalendarView, calendarHead, calendarMain } from '../page/calendar.ts';
import { complianceHead, complianceMain } from '../page/compliance.ts';
import { nav, unreadPage } from '../page/frame.ts';
import { homeHead, homeMain } from '../page/home.ts';
import { rolloutHead, rolloutMain } from '../page/rollout.ts';
import { type Page, pageHtml } from '../page/shell.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import type { Table } from '../platform/ports.ts';
import { Misconfigured, PlatformUnavailable } from '../terms/errors.ts';
import type { Here } from '../words/command-text.ts';
import { wantedIn } from './asked-targets.ts';
import type { Asked, Views } from './door.ts';
import { readRolloutPage } from './rollout-page.ts';

/** What the pages are made from. */
export interface Sources {
  readonly table: FleetTable;
  readonly ledger: Table;
  /** Of fleets.yml. */
  readonly fleets: Fleets;
  /** What surveys are made of. */
  readonly places: readonly PlaceId[];
  readonly here: Here;
  /** What the files of this folder say of the weeks from a time (epoch ms) on. Throws `Misconfigured`. */
  agenda(now: number): CalendarView;
}

const EVERY_S = 60;

/** The pages of the console by their paths. */
export const viewsOf =
  (sources: Sources): Views =>
  async (asked) => {
    try {
      const page = await pageAt(asked, sources);
      return page && { status: 200, html: pageHtml({ ...page, nav, refresh_s: EVERY_S }) };
    } catch (error) {
      if (!(error instanceof PlatformUnavailable || error instanceof Misconfigured)) throw error;
      return { status: 503, html: pageHtml({ ...unreadPage(error), nav, refresh_s: EVERY_S }) };
    }
  };

async function pageAt({ path, query }: Asked, sources: Sources): Promise<Page | undefined> {
  const { table, ledger, fleets, here } = sources;
  const now = Date.now();
  if (path === '/') {
    const home = await readHome(table, ledger, Object.keys(fleets));
    const given = { now, here };
    return { title: 'db-upkeep', head: homeHead(home, given), main: homeMain(home, given) };
  }
  if (path === '/calendar') {
    const view = sources.agenda(now);
    return { title: 'Calendar', head: calendarHead(view), main: calendarMain(view) };
  }
  if (path === '/compliance') {
    const view = await readCompliance(table, sources, wantedIn(query), now);
    return { title: 'How current it all is', head: complianceHead(view), main: complianceMain(view, here) };
  }
  const [, id] = /^\/rollouts\/([A-Za-z0-9_.-]{1,200})$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const view = await readRolloutPage(table, id, query, { now, here });
  return (
    view && {
      title: `${view.head.fleet}: ${stateText(view.head)}`,
      head: rolloutHead(view),
      main: rolloutMain(view),
    }
  );
}
