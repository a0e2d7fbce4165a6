import { readChanges } from '../desk/changes.ts';
import { readCompliance } from '../desk/compliance.ts';
import { readHistory } from '../desk/history.ts';
import { readHome } from '../desk/home.ts';
import { stateText } from '../desk/rollouts.ts';
import { readStories } from '../desk/story.ts';
import type { Fleets } from '../fleet/fleet.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import { type CalendarView, calendarHead, calendarMain } from '../page/calendar.ts';
import { changesHead, changesMain } from '../page/changes.ts';
import { complianceHead, complianceMain } from '../page/compliance.ts';
import { navPart, unreadPage } from '../page/frame.ts';
import type { For } from '../page/given.ts';
import { historyHead, historyMain } from '../page/history.ts';
import { homeHead, homeMain } from '../page/home.ts';
import { rolloutHead, rolloutMain } from '../page/rollout.ts';
import { type Page, pageHtml } from '../page/shell.ts';
import { storyHead, storyMain } from '../page/story.ts';
import type { FleetTable } from '../platform/fleet-ports.ts';
import type { Table } from '../platform/ports.ts';
import { Misconfigured, PlatformUnavailable } from '../terms/errors.ts';
import type { Operation } from '../terms/operation.ts';
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
  /** Those that requests may be of. */
  operations(): Promise<readonly Operation[]>;
  /** Epoch ms. */
  now(): number;
  /** What the files of this folder say of the weeks from a time (epoch ms) on. Throws `Misconfigured`. */
  agenda(now: number): CalendarView;
}

const EVERY_S = 60;
/** Keeps a page from being read anew, which not everybody can read along with. */
const STILL = 'still';

function framed(page: Page, { path, query }: Asked): string {
  const isStill = query.has(STILL);
  const other = new URLSearchParams(query);
  if (isStill) other.delete(STILL);
  else other.set(STILL, '');
  const nav = navPart(`${path}?${other}`, isStill);
  return pageHtml({ ...page, nav, ...(!isStill && { refresh_s: EVERY_S }) });
}

/** The pages of the console by their paths. */
export const viewsOf =
  (sources: Sources): Views =>
  async (asked) => {
    try {
      const page = await pageAt(asked, sources);
      return page && { status: 200, html: framed(page, asked) };
    } catch (error) {
      if (!(error instanceof PlatformUnavailable || error instanceof Misconfigured)) throw error;
      return { status: 503, html: framed(unreadPage(error), asked) };
    }
  };

async function pageAt({ path, query }: Asked, sources: Sources): Promise<Page | undefined> {
  const given = { now: sources.now(), here: sources.here };
  for (const [at, page] of PAGES) {
    const found = at.exec(path);
    if (found) return page(sources, given, query, found[1] ?? '');
  }
  return undefined;
}

type Make = (sources: Sources, given: For, query: URLSearchParams, id: string) => Promise<Page | undefined>;

const home: Make = async ({ table, ledger, fleets }, given) => {
  const found = await readHome(table, ledger, Object.keys(fleets));
  return { title: 'db-upkeep', head: homeHead(found, given), main: homeMain(found, given) };
};

const compliance: Make = async (sources, { now, here }, query) => {
  const view = await readCompliance(sources.table, sources, wantedIn(query), now);
  return { title: 'How current it all is', head: complianceHead(view), main: complianceMain(view, here) };
};

const calendar: Make = async ({ agenda }, { now }) => {
  const view = agenda(now);
  return { title: 'Calendar', head: calendarHead(view), main: calendarMain(view) };
};

const history: Make = async ({ table, fleets }, given) => {
  const months = await readHistory(table, Object.keys(fleets));
  return { title: 'History', head: historyHead(months, given), main: historyMain(months, given) };
};

const rollout: Make = async ({ table }, given, query, id) => {
  const view = await readRolloutPage(table, id, query, given);
  if (!view) return undefined;
  const title = `${view.head.fleet}: ${stateText(view.head)}`;
  return { title, head: rolloutHead(view), main: rolloutMain(view) };
};

const changes: Make = async ({ table }, given, _, id) => {
  const view = await readChanges(table, id);
  if (!view) return undefined;
  const title = `${view.head.fleet}: changes`;
  return { title, head: changesHead(view, given), main: changesMain(view, given) };
};

const story: Make = async ({ ledger, operations }, given, query) => {
  const [id, operation, project] = ['id', 'operation', 'project'].map((name) => query.get(name) || undefined);
  if (id === undefined || [id, operation, project].some((one = '') => one.length > LONGEST)) return undefined;
  const address = { request_id: id, operation, project };
  const found = await readStories(ledger, address, await operations(), given.now);
  return { title: `Request ${id}`, head: storyHead(id, found, given), main: storyMain(found, given) };
};

/** No key of the ledger is as long as two of these. */
const LONGEST = 300;

const PAGES: readonly (readonly [RegExp, Make])[] = [
  [/^\/$/, home],
  [/^\/compliance$/, compliance],
  [/^\/calendar$/, calendar],
  [/^\/history$/, history],
  [/^\/request$/, story],
  [/^\/rollouts\/([A-Za-z0-9_.-]{1,200})$/, rollout],
  [/^\/rollouts\/([A-Za-z0-9_.-]{1,200})\/changes$/, changes],
];
