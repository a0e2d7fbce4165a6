import { mkdirSync } from 'node:fs';
import { expect } from '@jest/globals';
import axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { FAINT } from './faint.ts';

/** A folder for pictures of every page, for whoever wants to see them. */
const { SCREENS } = process.env;

/** What axe finds of every rule that it has, best practices too, with the first element. */
const AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200)))`;

async function picture(page: Page, name: string): Promise<void> {
  if (SCREENS === undefined) return;
  mkdirSync(SCREENS, { recursive: true });
  await page.screenshot({ path: `${SCREENS}/${name}.png`, fullPage: true });
}

/** Opens a page, and expects of it whatever holds of every page. */
export async function lookAt(context: BrowserContext, name: string, url: string): Promise<void> {
  const page = await context.newPage();
  page.setDefaultTimeout(0);
  try {
    await page.goto(url);
    const found: Record<string, unknown> = await page.evaluate(`({
      harmed: globalThis.harmed,
      active: document.querySelectorAll('script, img, iframe, object, embed, link, base, video, math, template, [style]').length,
      foreign: [...document.querySelectorAll('a, form')].filter((one) => new URL(one.href ?? one.action).origin !== location.origin).length,
      handlers: [...document.querySelectorAll('*')].filter((one) =>
        one.getAttributeNames().some((name) => name.startsWith('on'))).length,
      nameless: document.querySelectorAll('svg:not([aria-label]):not([aria-hidden])').length,
    })`);
    for (const width of [360, 768, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      found[`wide ${width}`] = (await page.evaluate('document.documentElement.scrollWidth')) === width;
      if (width === 360) await picture(page, `phone-${name}`);
    }
    await page.evaluate(axe.source);
    found.axe = await page.evaluate(AXE);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found[`faint ${colorScheme}`] = await page.evaluate(FAINT);
      await picture(page, `${colorScheme}-${name}`);
    }
    await page.emulateMedia({ media: 'print' });
    found['faint in print'] = await page.evaluate(FAINT);
    expect({ name, ...found }).toEqual({
      ...{ name, harmed: undefined, active: 0, foreign: 0, handlers: 0, nameless: 0 },
      ...{ 'wide 360': true, 'wide 768': true, 'wide 1440': true },
      ...{ 'faint light': [], 'faint dark': [], 'faint in print': [], axe: [] },
    });
  } finally {
    await page.close();
  }
}

/** What pages ask for and say from now on. */
export function listeningTo(context: BrowserContext): {
  readonly requests: string[];
  readonly said: string[];
} {
  const heard = { requests: [] as string[], said: [] as string[] };
  context.on('request', (request) => heard.requests.push(request.url()));
  context.on('console', (message) => heard.said.push(message.text()));
  return heard;
}

/** The same page, not read anew: axe takes a page that is read anew for one that nobody can stop. */
export const stillAt = (path: string): string => `${path}${path.includes('?') ? '&' : '?'}still=`;
