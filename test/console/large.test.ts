import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { agendaOfFiles } from '../../cli/commands/fleet/agenda-of-files.ts';
import { startConsole } from '../../cli/console/console.ts';
import { catalog } from '../../functions/catalog.ts';
import { viewsOf } from '../../shared/console/views.ts';
import { STATES, STATES_IN_ORDER } from '../../shared/desk/fleet-words.ts';
import { STALE_MS } from '../../shared/fleet/compliance/coverage.ts';
import { type FleetReport, fleetReport } from '../../shared/fleet/compliance/fleet-report.ts';
import type { Counts } from '../../shared/fleet/compliance/summary.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { DAY } from '../../shared/values/time/units.ts';
import { type LargeFleet, startLargeFleet } from '../bench/large-fleet.ts';
import { LARGE_CALENDAR, LARGE_FLEETS } from '../bench/large-fleets.ts';
import { LARGE_ROLLOUTS, LARGE_VIEWS, largeRollouts } from '../bench/large-rollouts.ts';
import { describeInBrowser, openBrowser } from '../browser/chromium.ts';
import { listeningTo, lookAt, stillAt } from '../browser/look-at.ts';
import { PLACES } from '../fleet/report/places.ts';
import { START, setClock } from '../world/clock.ts';

let table: LargeFleet;
let report: FleetReport;
const before = { ...process.env };

beforeAll(async () => {
  setClock(START);
  table = await startLargeFleet(10_000, START, LARGE_FLEETS, largeRollouts(START));
  report = fleetReport(table.kept, LARGE_FLEETS, START);
  Object.assign(process.env, {
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret-key',
    AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
  });
}, 120_000);
afterAll(() => {
  process.env = before;
  table.close();
});

const viewsIn = (places: readonly (typeof PLACES)[number][]) =>
  viewsOf({
    table: openFleetTable('fleet'),
    ledger: openLedger('ledger').table,
    fleets: LARGE_FLEETS,
    places,
    site: loadSettings({}),
    here: {},
    operations: async () => catalog,
    now: Date.now,
    agenda: (now) => agendaOfFiles(LARGE_CALENDAR, now),
  });

/** A page of the view, how many requests it took, and how large it is. */
async function seen(search = '', places: readonly (typeof PLACES)[number][] = PLACES) {
  const views = viewsIn(places);
  table.requests();
  const page = await views({ path: '/compliance', query: new URLSearchParams(search) });
  const html = page?.html ?? '';
  const part = (pattern: RegExp) => pattern.exec(html)?.[1] ?? '';
  const targets = part(/<table class="targets">.*?<tbody>(.*?)<\/tbody>/s);
  const rowsOf = (list: string) => [...list.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, cells = '']) => cells);
  const words = (markup: string) =>
    markup
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim();
  return {
    requests: table.requests(),
    bytes: html.length,
    head: words(part(/<h1>(.*?)<\/h1>/s)),
    tiles: [...part(/<ul class="tiles">(.*?)<\/ul>/s).matchAll(/<b>([\d,]+)<\/b>/g)].map(([, number = '']) =>
      Number(number.replace(',', '')),
    ),
    parts: new Map(
      rowsOf(part(/<div class="beside">(.*?)<\/div>/s)).map((row) => {
        const [name = '', ...numbers] = [...row.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(
          ([, cell = '']) => words(cell),
        );
        return [name, numbers.map(Number)];
      }),
    ),
    rows: rowsOf(targets),
    ids: [...targets.matchAll(/<small>([0-9a-z]{32,40})<\/small><\/th>/g)].map(([, id]) => id),
    states: [
      ...part(/<table class="targets">.*?<tbody>(.*?)<\/tbody>/s).matchAll(/class="state (\w+)"/g),
    ].map(([, state]) => state),
    text: words(html),
    html,
  };
}

const numbersOf = (counts: Counts | undefined) => STATES_IN_ORDER.map((state) => counts?.[state]);

test('counts what the report counts, by service and fleet, in four requests and 100 KB', async () => {
  const page = await seen();
  const { all, services, fleets, in_no_fleet } = report.summary;
  expect(page.requests).toBeLessThanOrEqual(4);
  expect(page.bytes).toBeLessThan(100 * 1024);
  expect(page.tiles).toEqual(numbersOf(all));
  expect(Math.min(...page.tiles)).toBeGreaterThan(0);
  expect(page.parts.get('GaussDB')).toEqual(numbersOf(services.gaussdb));
  expect(page.parts.get('live')).toEqual(numbersOf(fleets.live));
  expect(page.parts.get('in no fleet')).toEqual(numbersOf(in_no_fleet));
  expect(page.head).toContain(`${all.overdue.toLocaleString('en')} overdue`);
  expect(page.text).toContain(`${Math.floor((all.up_to_date / report.targets.length) * 100)} % of`);
});

test('shows fifty, the worst first and of those what has waited for longest, and the way to the rest', async () => {
  const overdue = report.targets.filter(({ state }) => state === 'overdue');
  const first = await seen('state=overdue');
  expect(first.rows).toHaveLength(50);
  expect(first.requests).toBeLessThanOrEqual(4);
  const sinceOf = (id: string | undefined) => overdue.find(({ target }) => target === id)?.since;
  const longest = overdue.map(({ since }) => since).slice(0, 50);
  expect(first.ids.map(sinceOf)).toEqual(longest);
  expect(first.html).toContain('href="/compliance?state=overdue&amp;behind=50"');
  const second = await seen('state=overdue&behind=50');
  expect(second.ids.filter((id) => first.ids.includes(id))).toEqual([]);
  expect(second.text).toContain(`51 to 100 of ${overdue.length.toLocaleString('en')}`);
});

test.each(STATES_IN_ORDER)('shows only what is %s', async (state) => {
  const { states, text } = await seen(`state=${state}`);
  expect(new Set(states)).toEqual(new Set([state]));
  expect(text).toContain(`What is ${STATES[state]} ${report.summary.all[state]}`);
});

test('shows a fleet, an owner, a service, and what no fleet has', async () => {
  const wanted = (some: (one: FleetReport['targets'][number]) => boolean) =>
    report.targets.filter(some).length;
  const owner = report.targets.find((one) => one.owner !== undefined)?.owner ?? '';
  expect(owner).not.toBe('');
  const cases: [string, number][] = [
    ['fleet=live', wanted(({ fleets }) => fleets.some(({ name }) => name === 'live'))],
    ['fleet=-', wanted(({ fleets }) => fleets.length === 0)],
    [`owner=${encodeURIComponent(owner)}`, wanted((one) => one.owner === owner)],
    ['owner=-', wanted((one) => one.owner === undefined)],
    ['service=taurusdb', wanted(({ service }) => service === 'taurusdb')],
    ['service=made-up&state=made-up&behind=-1', report.targets.length],
  ];
  for (const [search, count] of cases) {
    expect([
      search,
      (await seen(search)).text.includes(`of ${count.toLocaleString('en')}, the worst`),
    ]).toEqual([search, count > 0]);
  }
});

test('what becomes overdue is so without a new survey, and what is not read for a day is not known', async () => {
  setClock(START + STALE_MS - 31 * 60_000);
  const later = await seen();
  expect(later.tiles).toEqual(numbersOf(fleetReport(table.kept, LARGE_FLEETS, Date.now()).summary.all));
  expect(later.tiles[0]).toBeGreaterThan(report.summary.all.overdue);
  setClock(START + DAY);
  const old = await seen();
  expect(old.tiles).toEqual([0, report.targets.length, 0, 0]);
  expect(new Set(old.states)).toEqual(new Set(['not_known']));
  setClock(START);
});

test('counts nothing of a place that no file names any more, and says what was never surveyed', async () => {
  const [first] = PLACES;
  const { tiles } = await seen('', [first]);
  const own = report.targets.filter(({ project }) => project === first.project);
  expect(tiles.reduce((one, other) => one + other)).toBe(own.length);
  const nowhere = { region: 'eu-west-101', project: 'f'.repeat(32) } as unknown as (typeof PLACES)[number];
  const empty = await seen('', [nowhere]);
  expect(empty.head).toBe('Nothing is known yet');
  expect(empty.text).toContain('it was never surveyed');
});

test.each(Object.entries(LARGE_VIEWS))('%s: at most four requests and 100 KB', async (_, path) => {
  const { pathname, searchParams: query } = new URL(path, 'http://console');
  table.requests();
  const page = await viewsIn(PLACES)({ path: pathname, query });
  expect(page?.status).toBe(200);
  expect(table.requests()).toBeLessThanOrEqual(4);
  expect(Buffer.byteLength(page?.html ?? '')).toBeLessThanOrEqual(100 * 1024);
});

/** The words of a page. */
async function wordsOf(path: string): Promise<string> {
  const page = await viewsIn(PLACES)({ path, query: new URLSearchParams() });
  return (page?.html ?? '').replaceAll(/<style>.*?<\/style>|<[^>]*>/gs, ' ').replaceAll(/\s+/g, ' ');
}

test('of what is at work fifty are told, those for longest, and how many more there are', async () => {
  const text = await wordsOf('/');
  expect(text).toContain('Running now 205');
  expect(text).toContain('155 more stand with their rollouts.');
  // Nobody knows whether these five still are.
  expect(text.match(/no answer came/g)).toHaveLength(5);
  expect(text.lastIndexOf('no answer came')).toBeLessThan(text.indexOf('at work for 9 min'));
});

test('of what a plan leaves out some are named for each reason, and it is said that there are more', async () => {
  const text = await wordsOf(`/rollouts/${LARGE_ROLLOUTS.running}`);
  expect(text).toMatch(/Left out of the plan more than 1000 Of the first 1000: 250 /);
  expect(text.match(/was first seen 3 days ago/g)).toHaveLength(4 * 20);
  expect(text.match(/and more: npx --no-install db-upkeep fleet show live-\S+ --output csv/g)).toHaveLength(
    4,
  );
});

test('a calendar of many windows says how many lines it leaves out, and draws each night once', async () => {
  const page = await viewsIn(PLACES)({ path: '/calendar', query: new URLSearchParams() });
  const html = page?.html ?? '';
  const [, first = ''] = html.split('<section>');
  expect(first.match(/<tr>/g)?.length).toBe(1 + Math.floor(200 / PLACES.length));
  expect(first).toMatch(/And \d+ more: <code class="command">npx --no-install db-upkeep calendar<\/code>/);
  expect([28, 29]).toContain(first.match(/<rect class="open"/g)?.length);
});

describeInBrowser('in Chromium', () => {
  test('every view fits every screen and can be read by everybody', async () => {
    const browser = await openBrowser();
    const console = await startConsole(viewsIn(PLACES), 0, (error) => {
      throw error;
    });
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      page.setDefaultTimeout(0);
      await page.goto(console.url);
      const { origin } = new URL(page.url());
      await page.close();
      const heard = listeningTo(context);
      const all = Object.entries(LARGE_VIEWS).map(
        ([name, path]) => [name, `${origin}${stillAt(path)}`] as const,
      );
      for (const [name, url] of all) await lookAt(context, `large ${name}`, url);
      expect(heard).toEqual({ requests: all.map(([, url]) => url), said: [] });
    } finally {
      await console.close();
      await browser.close();
    }
  });
});
