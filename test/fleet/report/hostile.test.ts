import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { reportCsv, reportJson, reportMarkdown } from '../../../cli/words/report-record.ts';
import { reportText } from '../../../cli/words/report-text.ts';
import { fleetReport } from '../../../shared/fleet/compliance/fleet-report.ts';
import { reportPage } from '../../../shared/page/report.ts';
import { pageHtml } from '../../../shared/page/shell.ts';
import { keepSecret } from '../../../shared/values/redact.ts';
import { visible } from '../../../shared/values/visible.ts';
import { HOSTILE, hostileFleet } from './hostile.ts';

const BESIDE = { unoffered: [], gates: [] };
const NOW = Date.parse('2026-11-21T12:00:00Z');
const reportOf = (texts: readonly string[]) => fleetReport(hostileFleet(texts, NOW), {}, NOW);

/** What people may write, and what nobody should. */
const texts = fc.array(
  fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.stringMatching(/^[=+@\-\t<>&"'`|\\[\]()!a-z\n]{1,20}$/),
  ),
  { minLength: 1, maxLength: 30 },
);
const each = (holds: (some: readonly string[]) => void) => {
  holds(HOSTILE);
  fc.assert(fc.property(texts, holds), { numRuns: 20 });
};

/** RFC 4180, read by its words. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cells = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let match = cells.exec(text); match; match = cells.exec(text)) {
    const [, cell = '', end] = match;
    row.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test('what over-ran the last time is counted in every output', () => {
  const plain = reportOf(['one', 'other']);
  const [first, ...others] = plain.targets;
  if (!first) throw new Error('no target');
  const last_result = { operation: 'patch-databases', request_id: '1', end: 'succeeded', at: NOW };
  const report = {
    ...plain,
    targets: [{ ...first, last_result: { ...last_result, over_ran: NOW - 1000 } }, ...others],
  };
  const line = '1 target, the last time: still at work when the window had closed';
  const [text, page] = [reportText(report, BESIDE, 200), pageHtml(reportPage(report, []))];
  for (const one of [text, page, reportMarkdown(report, BESIDE)]) expect(one).toContain(line);
  expect(text).toContain('succeeded 0 s ago, patch-databases, over-run');
  expect(JSON.parse(reportJson(report, BESIDE)).over_run).toBe(1);
  const [heads = [], row = []] = parseCsv(reportCsv(report));
  expect(row[heads.indexOf('last_over_ran_at')]).toBe('2026-11-21T11:59:59Z');
  const none = [
    reportText(plain, BESIDE, 200),
    pageHtml(reportPage(plain, [])),
    reportMarkdown(plain, BESIDE),
  ];
  for (const one of none) expect(one).not.toMatch(/over-run/i);
  expect(JSON.parse(reportJson(plain, BESIDE)).over_run).toBe(0);
});

describe('whatever names and tags hold', () => {
  test('csv has a line a target, the same columns in each, and no formula', () => {
    each((some) => {
      const report = reportOf(some);
      const rows = parseCsv(reportCsv(report));
      expect(rows).toHaveLength(1 + report.targets.length + report.gone.length);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      const formulas = rows.flat().filter((cell) => /^\s*[=+@\-＝＋－＠]/u.test(cell));
      expect(formulas).toEqual([]);
    });
  });

  test('Markdown has the same columns in every line of a table, and neither links, pictures, code nor HTML', () => {
    each((some) => {
      const text = reportMarkdown(reportOf(some), BESIDE);
      const bare = text.replace(/\\[\\|<[`&!]/g, '');
      expect(bare).not.toMatch(/[<`&[]/);
      const tables = bare.split('\n\n').slice(1);
      for (const table of tables) {
        const counts = table
          .trimEnd()
          .split('\n')
          .map((line) => line.split('|').length);
        expect(new Set(counts).size).toBe(1);
      }
    });
  });

  test('HTML has the elements and attributes of the report itself and no other', () => {
    const shape = (page: string) =>
      [...page.matchAll(/<!?\/?[a-z][^>]*>|<!--/gi)].map(([tag]) => tag.replace(/datetime="[^"]*"/, ''));
    const plain = new Set(shape(pageHtml(reportPage(reportOf(['plain']), []))));
    each((some) => {
      expect(shape(pageHtml(reportPage(reportOf(some), []))).filter((tag) => !plain.has(tag))).toEqual([]);
    });
  });

  test('HTML shows every character, and turns no writing round', () => {
    each((some) => {
      const page = pageHtml(reportPage(reportOf(some), [])).replaceAll('\n', '');
      expect(page).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    });
  });

  test('a secret in use is masked, whoever wrote it there', () => {
    const secret = 'a password that somebody took for a name';
    keepSecret(secret);
    const report = reportOf([secret]);
    const printed = [
      reportText(report, BESIDE, 400),
      reportCsv(report),
      reportMarkdown(report, BESIDE),
      reportJson(report, BESIDE),
      pageHtml(reportPage(report, [])),
    ];
    expect(printed.map((text) => [text.includes(secret), text.includes('***')])).toEqual(
      Array(5).fill([false, true]),
    );
  });

  test('a terminal is not steered, and no target breaks its line', () => {
    each((some) => {
      const report = reportOf(some);
      const printed = reportText(report, BESIDE, 400);
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      const lines = printed.split('\n');
      for (const { target } of report.targets)
        expect(lines.filter((line) => line.includes(target))).toHaveLength(1);
    });
  });

  test('JSON is one object with every value whole', () => {
    each((some) => {
      const report = reportOf(some);
      const { targets } = JSON.parse(visible(reportJson(report, BESIDE)));
      expect(targets).toHaveLength(report.targets.length);
    });
  });
});
