import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { inOrder, itemsOf } from '../../cli/agenda.ts';
import { writtenFile } from '../../cli/commands/fleet/report-file.ts';
import { type Console, startConsole } from '../../cli/console/console.ts';
import { catalog } from '../../functions/catalog.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import { standingAt } from '../../shared/calendar/site-now.ts';
import type { Sources } from '../../shared/console/sources.ts';
import { viewsOf } from '../../shared/console/views.ts';
import { fleetReport } from '../../shared/fleet/compliance/fleet-report.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { surveysOf } from '../../shared/fleet/places.ts';
import { readKept } from '../../shared/fleet/survey/kept.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { storyPath } from '../../shared/page/story.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { Misconfigured } from '../../shared/terms/errors.ts';
import { releaseId } from '../../shared/terms/release.ts';
import { DAY } from '../../shared/values/time/units.ts';
import { describeInBrowser, openBrowser } from '../browser/chromium.ts';
import { listeningTo, lookAt, stillAt } from '../browser/look-at.ts';
import { HOSTILE } from '../fleet/report/hostile.ts';
import { FLEET, type SteeringWorld, startSteering } from '../fleet/steering/steering-world.ts';
import { PROJECT } from '../fleet/survey/survey-world.ts';

const ID = (number: number) => `${String(number).padStart(32, '0')}in06`;

let steering: SteeringWorld;
let fleets: Fleets;
let rollouts: string[];
let story: string;
let console: Console;
let folder: string;
const unforeseen: unknown[] = [];

const SITE = { region: 'ap-southeast-1', project: PROJECT };
const CALENDAR: Calendar = {
  windows: { nights: { days: 'every', from: '22:00', for: 'PT4H', time_zone: 'of-region' } },
  freezes: {
    'quarter-end': {
      from: '2024-11-05T00:00',
      to: '2024-11-09T00:00',
      time_zone: 'UTC',
      because: HOSTILE[1],
    },
  },
  never_together: [],
};
const agenda = (now: number) => {
  const until = now + 28 * DAY;
  const items = inOrder(itemsOf(CALENDAR, [], [SITE], { from: now, to: until }));
  return { sites: standingAt(CALENDAR, [SITE], now), items, now, until };
};

/** One fleet runs, one waits for approval with hostile names, one is halted by its budget, and one has nothing to do. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
  steering = await startSteering();
  const of = (from: number, more: object = {}) => ({
    ...FLEET,
    select: { ...FLEET.select, tags: { fleet: [String(from)] } },
    ...more,
  });
  const waves = {
    canary: { ids: [ID(100)], at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
    rest: { rest: true as const, at_once: 3, ramp: [], stop_after: 2, enough: '80%', bake: 'PT0S' },
  };
  const rings = { first: { ...waves.canary, ids: undefined, tags: { ring: ['first'] } }, rest: waves.rest };
  fleets = {
    running: of(100, { waves }),
    hostile: of(200),
    halted: of(300),
    idle: of(400),
    changing: of(500, { waves: rings }),
  };
  await steering.reset(fleets);
  const add = (number: number, name: string, more: object = {}) => {
    const tags = { fleet: String(Math.floor(number / 100) * 100), owner: `team-${number % 3}` };
    steering.add(ID(number), {
      name,
      tags: Object.entries({ ...tags, ...more }).map(([key, value]) => ({ key, value })),
    });
  };
  add(500, 'leaves');
  add(501, 'moves');
  add(502, 'stays');
  const { id: earlier } = await steering.planned('changing');
  steering.pass(1);
  add(500, 'leaves', { fleet: 'none' });
  add(501, 'moves', { ring: 'first' });
  add(503, 'comes');
  add(504, 'held', { 'upkeep-hold-until': '2024-12-01' });
  for (let number = 100; number < 170; number += 1) add(number, `orders-${number}`);
  for (const [index, text] of HOSTILE.entries())
    add(200 + index, text.slice(0, 60), { owner: text.slice(0, 40) });
  for (let number = 300; number < 303; number += 1) add(number, `billing-${number}`);
  await steering.survey();
  rollouts = [];
  for (const fleet of ['running', 'halted']) rollouts.push((await steering.approved(fleet)).id);
  rollouts.push((await steering.planned('hostile')).id);
  rollouts.push((await steering.planned('changing')).id, earlier);
  await steering.decide({ verb: 'plan', fleet: 'idle' });
  await steering.decide({ verb: 'stop', rollout: rollouts[1], decision: 0, reason: HOSTILE[0] });
  for (let minute = 0; minute < 40; minute += 1) await steering.minute();
  const { id = '' } = await steering.head(rollouts[0] ?? '');
  const [first] = (await steering.rows(id)).filter(({ attempt }) => attempt > 0);
  if (!first) throw new Error('nothing was released');
  const release = releaseId({ rollout: id, seq: first.seq, attempt: first.attempt });
  story = storyPath(release, first.operation, first.project);
  const { LEDGER_TABLE = '' } = loadSettings();
  const sources = {
    table: steering.table(),
    ledger: openLedger(LEDGER_TABLE).table,
    fleets,
    places: [SITE],
    site: loadSettings(),
    here: { stage: 'prod' },
    agenda,
    operations: async () => catalog,
    now: Date.now,
  };
  console = await startConsole(viewsOf(sources), 0, (error) => unforeseen.push(error));
}, 300_000);
afterAll(async () => {
  await console?.close();
  await steering.close();
  rmSync(folder, { recursive: true, force: true });
  expect(unforeseen).toEqual([]);
});

/** The file that `report --output html` writes. */
async function fileOf(told: { readonly fleets: Fleets; readonly isWhole: boolean }): Promise<string> {
  const now = Date.now();
  const report = fleetReport(await readKept(steering.table(), surveysOf([SITE])), fleets, now);
  const made = { report, unoffered: [], calendar: agenda(now), ...told };
  const { FLEET_TABLE = '', ...settings } = loadSettings();
  const path = join(folder, 'report.html');
  writeFileSync(path, await writtenFile(made, { ...settings, FLEET_TABLE }, { stage: 'prod' }));
  return pathToFileURL(path).href;
}

describeInBrowser('the console, opened in Chromium,', () => {
  let browser: Browser;
  let context: BrowserContext;
  let origin: string;
  beforeAll(async () => {
    browser = await openBrowser();
    context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(console.url);
    origin = new URL(page.url()).origin;
    expect(page.url()).toBe(`${origin}/`);
    await page.close();
  });
  afterAll(() => browser.close());

  /** Every view, by a name that stands for it. */
  const views = (): readonly (readonly [name: string, path: string])[] => [
    ['home', '/'],
    ['compliance', '/compliance'],
    ['overdue', '/compliance?state=overdue'],
    ['calendar', '/calendar'],
    ['history', '/history'],
    ['running', `/rollouts/${rollouts[0]}`],
    ['halted', `/rollouts/${rollouts[1]}`],
    ['plan', `/rollouts/${rollouts[2]}`],
    ['first-plan', `/rollouts/${rollouts[2]}/changes`],
    ['changes', `/rollouts/${rollouts[3]}/changes`],
    ['story', story],
    ['no-story', `/request?${new URLSearchParams({ id: HOSTILE[1] })}`],
  ];

  test('every view runs nothing, loads nothing, fits every screen and can be read by everybody', async () => {
    const heard = listeningTo(context);
    const all = views().map(([name, path]) => [name, `${origin}${stillAt(path)}`] as const);
    for (const [name, url] of all) await lookAt(context, name, url);
    expect(heard).toEqual({ requests: all.map(([, url]) => url), said: [] });
  });

  test('so does the file to mail, which leads nowhere but to its own parts and prints what is folded', async () => {
    const url = await fileOf({ fleets, isWhole: true });
    const heard = listeningTo(context);
    await lookAt(context, 'file', url);
    expect(heard).toEqual({ requests: [url], said: [] });
    const page = await context.newPage();
    await page.goto(url);
    expect(
      await page.evaluate(`[...document.querySelectorAll('a')].filter((one) =>
        !one.getAttribute('href').startsWith('#') || !document.getElementById(one.hash.slice(1))).length`),
    ).toBe(0);
    const parts = await page.locator('article.page').evaluateAll((all) => all.map(({ id }) => id));
    expect([parts[0], ...parts.slice(-3)]).toEqual(['needs', 'current', 'calendar', 'history']);
    expect(new Set(parts.slice(1, -3))).toEqual(new Set(rollouts.slice(0, 4).map((id) => `rollout-${id}`)));
    expect(await page.locator('#needs').innerText()).toMatch(/^3 rollouts need you[\s\S]*Running now 3/);
    expect(await page.locator(`#rollout-${rollouts[3]}`).innerText()).toMatch(
      /comes[\s\S]*3 changes since the last plan of changing/,
    );
    expect(await page.locator('#current .targets tbody tr').count()).toBeGreaterThan(70);
    expect(await page.locator('#calendar').innerText()).toContain('quarter-end');
    expect(await page.locator('#history').innerText()).toMatch(/2024-10 1 rollout, 70 targets/);
    await page.emulateMedia({ media: 'print' });
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('details > :not(summary)')].map((one) => one.offsetHeight > 10 && one.checkVisibility({ contentVisibilityAuto: true }))`,
      ),
    ).toEqual([true]);
    expect(await page.locator('nav').isVisible()).toBe(false);
    await page.close();
  });

  test('of one fleet it tells nothing of the others', async () => {
    const { changing = FLEET } = fleets;
    const page = await context.newPage();
    await page.goto(await fileOf({ fleets: { changing }, isWhole: false }));
    const text = await page.locator('body').innerText();
    expect(text).toContain(rollouts[3]);
    expect(rollouts.slice(0, 3).filter((id) => text.includes(id))).toEqual([]);
    await page.close();
  });

  test('a plan beside the last one: what is new, what is gone, and what comes otherwise', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/rollouts/${rollouts[3]}`);
    await page.getByText('What changed since the last plan').click();
    expect(await page.locator('header').innerText()).toMatch(
      new RegExp(
        `^3 changes since the last plan of changing\\s+${rollouts[3]} beside ${rollouts[4]}, asked for`,
      ),
    );
    const parts = await page.locator('section').allInnerTexts();
    expect(parts.map((one) => one.replaceAll(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/^In this plan alone 1 comes \d+in06, patch-databases, .* wave rest$/),
      expect.stringMatching(/^In the last plan alone 1 leaves \d+in06, patch-databases, .* wave rest$/),
      expect.stringMatching(/^In another wave, .* 1 moves \d+in06, patch-databases, .* wave first$/),
    ]);
    expect(await page.locator('main').innerText()).toContain('The last plan had 3 targets.');
    await page.close();
  });

  test('says first what needs somebody, with the command for it', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/`);
    expect(await page.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('60');
    await page.getByRole('link', { name: 'stop that' }).click();
    expect(await page.locator('meta[http-equiv=refresh]').count()).toBe(0);
    expect(await page.locator('h1').innerText()).toBe('3 rollouts need you');
    const needs = await page.locator('main > section').first().innerText();
    expect(needs).toMatch(/^Needs you 3/);
    expect(needs).toMatch(/db-upkeep fleet approve [0-9a-f]{16} --stage prod/);
    expect(needs).toMatch(/db-upkeep fleet proceed halted-\S+ .*--stage prod/);
    expect(await page.locator('.working tbody tr').count()).toBe(3);
    expect(await page.locator('.working').innerText()).toMatch(/at work\s+for \d+ min/);
    await page.close();
  });

  test('how current it all is: what the last survey kept, by its state', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/`);
    await page.getByText('How current it all is').click();
    const total = 70 + HOSTILE.length + 3 + 5;
    expect(await page.locator('h1').innerText()).toMatch(new RegExp(`^${total} due$`));
    expect(await page.locator('.targets tbody tr').count()).toBe(50);
    await page.getByRole('link', { name: 'halted' }).click();
    expect(await page.locator('.targets tbody tr').count()).toBe(3);
    // And what the next survey finds.
    steering.add(ID(999), { name: 'new' });
    await steering.survey();
    await page.goto(`${origin}/compliance`);
    expect(await page.locator('header').innerText()).toContain(` % of ${total + 1} instances and proxies `);
    await page.getByRole('link', { name: 'in no fleet' }).click();
    expect(await page.locator('.targets tbody').innerText()).toMatch(/leaves[\s\S]*new/);
    await page.close();
  });

  test('the calendar says what is open and frozen in four weeks, there and in UTC', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/`);
    await page.getByText('Calendar').click();
    const rows = page.locator('.agenda tbody tr');
    // A night a day, but for those in the freeze.
    expect(await rows.filter({ hasText: 'nights' }).count()).toBe(24);
    expect(await rows.filter({ hasText: 'nights' }).first().innerText()).toMatch(
      /2024-10-30 22:00 to .* in Hong Kong, 2024-10-30 14:00 to 18:00 UTC|2024-10-30 22:00.*14:00 to 18:00 UTC/,
    );
    expect(await rows.filter({ hasText: 'quarter-end' }).count()).toBe(1);
    expect(await page.locator('main').innerText()).toMatch(/no window is open; open from /);
    await page.close();
  });

  test('what was rolled out, by month, with who approved and the command for the change record', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/history`);
    expect(await page.locator('h2').first().innerText()).toMatch(
      /^2024-10 1 rollout, 70 targets: \d+ well, 0 badly$/,
    );
    expect(await page.locator('.history tbody tr').innerText()).toMatch(
      /running[\s\S]*AROAEXAMPLELEAD0001:anna[\s\S]*db-upkeep fleet show running-\S+ --targets --output md --stage prod/,
    );
    await page.close();
  });

  test('a rollout shows fifty of its targets at a time, those of a wave, and those to look at', async () => {
    const page = await context.newPage();
    page.setDefaultTimeout(0);
    await page.goto(`${origin}/rollouts/${rollouts[0]}`);
    const rows = page.locator('.rollout tbody tr');
    expect(await rows.count()).toBe(50);
    await page.getByText('more of them').click();
    expect(await rows.count()).toBe(20);
    await page.getByLabel('Wave').selectOption('canary');
    await page.getByRole('button').click();
    expect(await rows.count()).toBe(1);
    expect(await rows.innerText()).toMatch(/succeeded[\s\S]*orders-100/);
    await page.getByRole('link', { name: 'what happened' }).click();
    expect(await page.locator('h1').innerText()).toMatch(/^Request fleet\/running-/);
    expect(await page.locator('.story').innerText()).toMatch(
      /asked for by a fleet[\s\S]*sent, and the cloud answered[\s\S]*succeeded/,
    );
    await page.goBack();
    await page.getByLabel('Wave').selectOption('');
    await page.getByLabel('Targets').selectOption('notable');
    await page.getByRole('button').click();
    expect(await rows.count()).toBe(3);
    expect((await page.goto(`${origin}/rollouts/none`))?.status()).toBe(404);
    await page.close();
  });
});

describe('what cannot be read is said, and never that nothing needs you:', () => {
  const sources = () => ({
    table: steering.table(),
    ledger: openLedger(loadSettings().LEDGER_TABLE ?? '').table,
    fleets: {},
    places: [],
    site: loadSettings(),
    here: {},
    agenda,
    operations: async () => catalog,
    now: Date.now,
  });

  /** A page as one browser that was let in sees it. */
  async function pageOf(path: string, given: Sources): Promise<{ status: number; text: string }> {
    const one = await startConsole(viewsOf(given), 0, (error) => unforeseen.push(error));
    const first = await fetch(one.url, { redirect: 'manual' });
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const page = await fetch(new URL(path, one.url), { headers: { cookie } });
    const found = { status: page.status, text: await page.text() };
    await one.close();
    return found;
  }

  test('tables that do not answer', async () => {
    const { status, text } = await pageOf('/', { ...sources(), ledger: openLedger('no-such-table').table });
    expect(status).toBe(503);
    expect(text).toMatch(/Nothing can be told here/);
    expect(text).not.toMatch(/nothing needs you/i);
  });

  test('a file that is wrong, with its lines', async () => {
    const wrong = () => {
      throw new Misconfigured(
        'calendar.yml is wrong:\n  line 3: windows.nights.days: expected days of a week',
      );
    };
    const { status, text } = await pageOf('/calendar', { ...sources(), agenda: wrong });
    expect(status).toBe(503);
    expect(text).toMatch(/<p>calendar\.yml is wrong:<\/p>\s*<p>\s*line 3: windows\.nights\.days: /);
  });
});
