import { readFile, writeFile } from 'node:fs/promises';
import { chartOf } from './chart.ts';
import type { Results } from './results.ts';
import { markdownTable } from './table.ts';
import { tablesOf } from './tables.ts';

const PAGE = 'docs/performance.md';
const CHART = 'docs/performance.svg';
const [BEGIN, END] = ['<!-- measured: begin -->', '<!-- measured: end -->'];

/** Writes the measured part of docs/performance.md and its chart; what people wrote around it stays. */
export async function writePage(results: Results): Promise<void> {
  const { date, node, cores, cpu, rounds, longRounds } = results.about;
  const measured = [
    BEGIN,
    `Measured ${date.slice(0, 10)} with Node ${node} on ${cores} cores (${cpu}); ${rounds} rounds, ${longRounds} of the drain.`,
    '![Cold and warm, as ratios to a bare handler with one fetch](performance.svg)',
    ...tablesOf(results).map(({ title, rows }) => `### ${title}\n\n${markdownTable(rows)}`),
    END,
  ].join('\n\n');
  const page = await readFile(PAGE, 'utf8');
  const [before, rest = ''] = page.split(BEGIN);
  await writeFile(PAGE, `${before}${measured}${rest.split(END)[1] ?? '\n'}`);
  await writeFile(CHART, `${chartOf(results)}\n`);
}
