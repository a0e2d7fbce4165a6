import { existsSync } from 'node:fs';
import files from 'node:fs/promises';
import { jest } from '@jest/globals';
import { hashOfCalendar } from '../../infra/calendar/bundle-calendar.ts';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { setEnvironment } from './environment.ts';

const BESIDE = new URL('../../shared/calendar/calendar.json', import.meta.url).href;
const { readFile } = files;

/**
 * Packages a calendar, the text of a calendar.yml, with the functions of this process until the next `reset`: no bundle is here
 * beside which its file could lie.
 */
export function packageCalendar(text: string): void {
  if (existsSync(new URL(BESIDE))) throw new Error(`${BESIDE} is there`);
  const calendar = compileCalendar([{ name: 'calendar.yml', text }], Date.now());
  setEnvironment({ CALENDAR_HASH: hashOfCalendar(calendar) });
  jest
    .spyOn(files, 'readFile')
    .mockImplementation((async (...asked: Parameters<typeof readFile>) =>
      String(asked[0]) === BESIDE ? JSON.stringify(calendar) : readFile(...asked)) as typeof readFile);
}
