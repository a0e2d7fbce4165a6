import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { type Browser, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The Chromium of this system; npm brings none. */
const executablePath = (process.env.PATH ?? '')
  .split(delimiter)
  .flatMap((folder) => NAMES.map((name) => join(folder, name)))
  .find((path) => existsSync(path));

/** Opens it, with nothing of its own that asks the network. */
export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    // However busy the machine is.
    timeout: 0,
    ...(executablePath !== undefined && { executablePath }),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

/** Tests that need a browser: skipped where this system has none, but for CI, which has to have one. */
export function describeInBrowser(title: string, tests: () => void): void {
  test('CI has a browser', () => expect(Boolean(process.env.CI) && executablePath === undefined).toBe(false));
  (executablePath === undefined ? describe.skip : describe)(title, tests);
}
