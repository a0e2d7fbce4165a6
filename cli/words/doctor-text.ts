import type { Level, Result } from '../../shared/doctor/check.ts';
import { grouped } from '../../shared/doctor/examine.ts';
import type { Recorder } from '../../shared/doctor/recorder.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';

const SIGNS: Readonly<Record<Level, string>> = { ok: '✓', warning: '!', broken: '✗', not_checked: '·' };
const WORDS: Readonly<Record<Level, string>> = {
  ok: 'ok',
  warning: 'warning',
  broken: 'broken',
  not_checked: 'not checked',
};
const FACT_WORDS: Readonly<Record<Level, string>> = {
  ok: 'confirmed',
  warning: 'doubtful',
  broken: 'refuted',
  not_checked: 'not seen',
};

/** Results for a person, under their headings: signs on a terminal, words elsewhere. Secrets are masked. */
export const resultsText = (results: readonly Result[], signs: boolean): string =>
  grouped(results)
    .filter((one) => one.results.length > 0)
    .map((one) => `${heading(one.group)}\n${groupText(one.results, signs)}\n`)
    .join('') + totalsText(results);

/** The same for programs: every result, and the number of each level. */
export function resultsJson(results: readonly Result[], { exchanges }: Recorder): string {
  const totals = Object.fromEntries(LEVELS.map((level) => [level, countOf(results, level)]));
  return `${JSON.stringify(redact({ totals, requests: exchanges.length, results }), null, 2)}\n`;
}

/** The same as rows of a table, the heads first. */
export const resultsRows = (results: readonly Result[]): string[][] => [
  ['group', 'name', 'level', 'what was asked', 'what was seen', 'details', 'what to do'],
  ...results.map(({ group, name, level, asks, says, details = [], because, todo = '' }) => [
    group,
    name,
    WORDS[level],
    asks,
    because === undefined ? says : `not asked, because ${because} did not come out well`,
    details.join('; '),
    level === 'ok' ? '' : todo,
  ]),
];

// A longer name pushes what follows aside.
const WIDEST = 60;

const heading = (group: string) => `${group[0]?.toUpperCase()}${group.slice(1)}`;

function groupText(results: readonly Result[], signs: boolean): string {
  const made = results.filter(({ because }) => because === undefined);
  return madeText(made, signs) + unmadeText(results);
}

/** Checks that were not made are told by their reason alone. */
function unmadeText(results: readonly Result[]): string {
  const reasons = Object.entries(Object.groupBy(results, ({ because }) => because ?? ''));
  return reasons
    .filter(([because]) => because !== '')
    .map(([because, all = []]) => `  ${all.length} not asked, because ${because} did not come out well\n`)
    .join('');
}

function madeText(results: readonly Result[], signs: boolean): string {
  const marks = results.map(({ level, fact }) => (signs ? SIGNS[level] : (fact ? FACT_WORDS : WORDS)[level]));
  const mark = Math.max(...marks.map((text) => text.length));
  const name = Math.min(WIDEST, Math.max(...results.map((result) => result.name.length)));
  return results
    .map((result, index) => {
      const lead = `  ${(marks[index] ?? '').padEnd(mark)}  ${result.name.padEnd(name)}  `;
      const [first, ...rest] = linesOf(result);
      const below = ' '.repeat(6 + mark);
      return [`${lead}${line(first)}`, ...rest.map((text) => `${below}${line(text)}`)]
        .map((text) => `${text}\n`)
        .join('');
    })
    .join('');
}

/** Of a fact the sentence comes first, and then what was seen of it. */
const linesOf = ({ fact, asks, says, level, details = [], todo }: Result): [string, ...string[]] => [
  ...(fact ? ([asks, says] as const) : ([says] as const)),
  ...details,
  ...(todo && level !== 'ok' ? [`→ ${todo}`] : []),
];

const line = (text: string) => oneLine(redactText(text));

const LEVELS = ['ok', 'warning', 'broken', 'not_checked'] as const;

const countOf = (results: readonly Result[], level: Level) =>
  results.filter((result) => result.level === level).length;

/** One line of how it came out, and the broken ones by name. */
function totalsText(results: readonly Result[]): string {
  const totals = LEVELS.map((level) => `${countOf(results, level)} ${WORDS[level]}`).join(', ');
  const broken = results.filter(({ level }) => level === 'broken').map(({ name }) => `  ${name}\n`);
  return `${results.length} checks: ${totals}\n${broken.length > 0 ? `Broken:\n${broken.join('')}` : ''}`;
}
