import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { catalog } from '../../../functions/catalog.ts';
import { compileFleets } from '../../../infra/fleets/compile-fleets.ts';
import { type FleetReport, fleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import { reportPage } from '../../../shared/page/report.ts';
import { pageHtml } from '../../../shared/page/shell.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { describeInBrowser, openBrowser } from '../../browser/chromium.ts';
import { FAINT } from '../../browser/faint.ts';
import { fleetText } from '../example.ts';
import { HOSTILE, hostileFleet } from './hostile.ts';
import { keptFleet } from './kept-fleet.ts';
import { PLACES } from './places.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const WIDTHS = [320, 390, 768, 1440];
const places = PLACES.map(({ region, project }) => `{ region: ${region}, project: ${project} }`).join(', ');
const fleets = compileFleets(
  [
    {
      name: 'fleets.yml',
      text: fleetText({ select: `{ places: [${places}], tags: { env: [prod, test] } }`, overdue: 'P45D' }),
    },
  ],
  { operations: catalog, now: NOW },
);
const [first, ...others] = keptFleet(120, NOW);
const stuck = { reason: 'the project is refused', kind: 'no_right', since: NOW - 7_200_000 };
const plain = fleetReport(
  [...(first?.head ? [{ ...first, head: { ...first.head, stuck } }] : []), ...others],
  fleets,
  NOW,
);
const hostile = fleetReport(hostileFleet(HOSTILE, NOW), fleets, NOW);

describeInBrowser('the file, opened in Chromium,', () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'db-upkeep-'));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function inPage<Result>(
    report: FleetReport,
    look: (page: Page, url: string) => Promise<Result>,
    options: Parameters<Browser['newPage']>[0] = {},
  ): Promise<Result> {
    const file = join(folder, 'report.html');
    writeFileSync(file, pageHtml(reportPage(report, [])));
    const page = await browser.newPage(options);
    page.setDefaultTimeout(0);
    try {
      const url = pathToFileURL(file).href;
      return await look(page, url);
    } finally {
      await page.close();
    }
  }

  test('loads nothing and runs nothing, whatever names and tags hold', async () => {
    await inPage(hostile, async (page, url) => {
      const [requests, said]: [string[], string[]] = [[], []];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => said.push(message.text()));
      page.on('dialog', (dialog) => void dialog.dismiss().then(() => said.push(dialog.message())));
      await page.goto(url);
      const found = await page.evaluate(`({
        harmed: globalThis.harmed,
        active: document.querySelectorAll('script, img, svg, iframe, object, embed, link, form, a, [style]')
          .length,
        handlers: [...document.querySelectorAll('*')].filter((one) =>
          one.getAttributeNames().some((name) => name.startsWith('on'))).length,
      })`);
      expect(found).toEqual({ harmed: undefined, active: 0, handlers: 0 });
      expect([requests, said]).toEqual([[url], []]);
    });
  });

  test('shows what people wrote as they wrote it', async () => {
    await inPage(hostile, async (page, url) => {
      await page.goto(url);
      const shown = (await page.locator('body').textContent()) ?? '';
      const printable = HOSTILE.filter(
        (text) => /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(text) && text.trim() && redactText(text) === text,
      );
      expect(printable.length).toBeGreaterThan(15);
      expect(printable.filter((text) => !shown.includes(text))).toEqual([]);
    });
  });

  test.each(WIDTHS)('does not scroll sideways at %i pixels, and cuts nothing off', async (width) => {
    for (const report of [plain, hostile]) {
      await inPage(
        report,
        async (page, url) => {
          await page.goto(url);
          const found = await page.evaluate(`[
            document.documentElement.scrollWidth,
            [...document.querySelectorAll('td, tbody th')]
              .filter((one) => one.scrollWidth > one.clientWidth + 1).length,
          ]`);
          expect(found).toEqual([width, 0]);
        },
        { viewport: { width, height: 800 } },
      );
    }
  });

  test.each(WIDTHS)(
    'has tables with captions and heads for those who do not see them, at %i pixels',
    async (width) => {
      await inPage(
        plain,
        async (page, url) => {
          await page.goto(url);
          for (const table of await page.getByRole('table').all()) {
            const tree = await table.ariaSnapshot();
            expect(tree).toMatch(/^- '?table ".+"/);
            expect(tree).toMatch(/- '?columnheader "/);
            const rows = await table.locator('tbody tr').count();
            expect(tree.match(/- '?rowheader "/g)).toHaveLength(rows);
          }
          expect(await page.getByRole('table').count()).toBe(await page.locator('table').count());
        },
        { viewport: { width, height: 800 } },
      );
    },
  );

  test.each(['light', 'dark'] as const)('has enough contrast in the %s', async (colorScheme) => {
    await inPage(
      plain,
      async (page, url) => {
        await page.goto(url);
        expect(await page.evaluate(FAINT)).toEqual([]);
      },
      { colorScheme },
    );
  });

  test('prints every target in black on white, by night as well', async () => {
    await inPage(
      plain,
      async (page, url) => {
        await page.goto(url);
        await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
        const seen = await page.evaluate(`({
          paper: getComputedStyle(document.body).backgroundColor,
          ink: getComputedStyle(document.body).color,
          rows: [...document.querySelectorAll('.targets tbody tr')]
            .filter((row) => row.getBoundingClientRect().height > 0).length,
          heads: [...document.querySelectorAll('.targets thead')]
            .every((head) => getComputedStyle(head).display === 'table-header-group'),
        })`);
        expect(seen).toEqual({
          paper: 'rgb(255, 255, 255)',
          ink: 'rgb(0, 0, 0)',
          rows: plain.targets.length,
          heads: true,
        });
        const pdf = await page.pdf({ preferCSSPageSize: true });
        expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
      },
      { colorScheme: 'dark' },
    );
  });

  test('says first how many are in which state, then what nobody knows', async () => {
    await inPage(plain, async (page, url) => {
      await page.goto(url);
      const { overdue, not_known, due, up_to_date } = plain.summary.all;
      expect(await page.title()).toContain(`${overdue} overdue, ${not_known} not known`);
      expect((await page.locator('.tiles').innerText()).replace(/\s+/g, ' ')).toBe(
        `${overdue} ▲ overdue ${not_known} ? not known ${due} ● due ${up_to_date} ✓ up to date`,
      );
      expect(await page.locator('main > *').first().innerText()).toMatch(
        /^Not read, .*\n[\s\S]*GaussDB in tr-west-1, .*: the project is refused, since 2026-11-21 13:00 in Istanbul, 10:00 UTC \(2 h\)/,
      );
      const [when] = await page.locator('.targets time').all();
      expect(await when?.innerText()).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d in \w+, .*\d\d:\d\d UTC$/);
    });
  });
});
