import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compileCalendar } from '../../infra/calendar/compile-calendar.ts';
import { agendaOf, openingIn } from '../../shared/calendar/agenda.ts';
import { freezesIn } from '../../shared/calendar/in-place.ts';
import { holds } from '../../shared/calendar/interval.ts';
import { DAY, HOUR, MINUTE } from '../../shared/values/time/units.ts';

const NOW = Date.parse('2026-12-15T12:00:00Z');
const EXAMPLE = readFileSync(new URL('example.yml', import.meta.url), 'utf8');
const calendar = compileCalendar([{ name: 'calendar.yml', text: EXAMPLE }], NOW);
const project = 'p';
const shown = (region: string, from: string, days: number) =>
  agendaOf(calendar, { region, project }, Date.parse(from), Date.parse(from) + days * DAY).map(
    ({ state, name, from, to, because }) =>
      `${state} ${name} ${new Date(from).toISOString().slice(0, 16)} ${new Date(to).toISOString().slice(0, 16)} ${because}`,
  );

test('what is open and frozen is told from now on, with why, freezes cut out of windows', () => {
  expect(shown('tr-west-1', '2026-12-17T20:00Z', 1)).toEqual([
    // Until Friday 18:00 in Istanbul the freeze does not hold, and the windows of Thursday are open.
    'open west 2026-12-17T20:00 2026-12-18T00:00 tue, wed, thu from 22:00 for PT5H, Europe/Istanbul',
    'open nights 2026-12-17T20:00 2026-12-18T02:00 every day from 21:00 for PT8H, Europe/Istanbul',
    'frozen year-end 2026-12-18T15:00 2027-01-04T03:00 change freeze 2026/27',
  ]);
  expect(shown('tr-west-1', '2026-12-19T20:00Z', 3).map((line) => line.slice(0, 32))).toEqual([
    'frozen year-end 2026-12-19T20:00',
  ]);
});

test('a window is open in the agenda when, and only when, work may start by it', () => {
  const moment = fc.integer({ min: NOW / MINUTE, max: (NOW + 300 * DAY) / MINUTE });
  const region = fc.constantFrom('tr-west-1', 'ap-southeast-3', 'eu-west-101');
  fc.assert(
    fc.property(moment, fc.integer({ min: -6 * 60, max: 5 * 24 * 60 }), region, (start, later, region) => {
      const [from, site] = [start * MINUTE, { region, project }];
      const at = from + Math.max(0, later) * MINUTE;
      const spans = agendaOf(calendar, site, from, from + 6 * DAY);
      for (const name of Object.keys(calendar.windows)) {
        const open = spans.some((span) => span.state === 'open' && span.name === name && holds(span, at));
        expect(open).toBe(openingIn(calendar, [name], site, at).open);
      }
      const frozen = spans.some((span) => span.state === 'frozen' && holds(span, at));
      expect(frozen).toBe(freezesIn(calendar, site, at, at).length > 0);
      expect(spans.every((span) => span.from >= from && span.from < span.to)).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test('a window that never closes is open to the end of what was asked for', () => {
  const always = compileCalendar(
    [
      {
        name: 'calendar.yml',
        text: 'windows: { any: { days: every, from: "00:00", for: P2D, time_zone: UTC } }',
      },
    ],
    NOW,
  );
  expect(agendaOf(always, { region: 'tr-west-1', project }, NOW, NOW + 5 * HOUR)).toMatchObject([
    { from: NOW, to: NOW + 5 * HOUR },
  ]);
});
