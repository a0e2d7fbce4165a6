import { navPart, unreadPage } from '../page/frame.ts';
import { type Page, pageHtml } from '../page/shell.ts';
import { Misconfigured, PlatformUnavailable } from '../terms/errors.ts';
import type { Asked, Views } from './door.ts';
import type { Sources, View } from './sources.ts';

const EVERY_S = 60;
/** Keeps a page from being read anew, which not everybody can read along with. */
const STILL = 'still';

function framed(page: Page, { path, query }: Asked, note: string | undefined): string {
  const isStill = query.has(STILL);
  const other = new URLSearchParams(query);
  if (isStill) other.delete(STILL);
  else other.set(STILL, '');
  const nav = navPart(`${path}?${other}`, isStill);
  return pageHtml({ ...page, nav, note, ...(!isStill && { refresh_s: EVERY_S }) });
}

/** The pages of the console by their paths. Each is loaded when it is first asked for, so that a function starts soon. */
const VIEWS: readonly (readonly [path: RegExp, load: () => Promise<{ readonly view: View }>])[] = [
  [/^\/$/, () => import('./views/home.ts')],
  [/^\/compliance$/, () => import('./views/compliance.ts')],
  [/^\/calendar$/, () => import('./views/calendar.ts')],
  [/^\/history$/, () => import('./views/history.ts')],
  [/^\/request$/, () => import('./views/story.ts')],
  [/^\/rollouts\/([A-Za-z0-9_.-]{1,200})$/, () => import('./views/rollout.ts')],
  [/^\/rollouts\/([A-Za-z0-9_.-]{1,200})\/changes$/, () => import('./views/changes.ts')],
];

/** Shows them from these sources. */
export const viewsOf =
  (sources: Sources): Views =>
  async (asked) => {
    try {
      const page = await pageAt(asked, sources);
      return page && { status: 200, html: framed(page, asked, sources.unread) };
    } catch (error) {
      if (!(error instanceof PlatformUnavailable || error instanceof Misconfigured)) throw error;
      return { status: 503, html: framed(unreadPage(error), asked, sources.unread) };
    }
  };

async function pageAt({ path, query }: Asked, sources: Sources): Promise<Page | undefined> {
  const given = { now: sources.now(), here: sources.here };
  for (const [at, load] of VIEWS) {
    const found = at.exec(path);
    if (found) return (await load()).view(sources, given, query, found[1] ?? '');
  }
  return undefined;
}
