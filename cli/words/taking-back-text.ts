import type { WholeRollout } from '../../shared/desk/read-rollout.ts';
import { redactText } from '../../shared/values/redact.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { oneLine } from '../../shared/words/one-line.ts';

const MOST = 40;
const safe = (line: string) => `${oneLine(redactText(line))}\n`;

/** What a person can have taken back, what to know first, and what cannot be. */
export function backLines({ targets, back }: WholeRollout, every: boolean, here: Here): string[] {
  if (!back) return [];
  const ways = targets.flatMap((row) => {
    const way = back.each.get(row.target);
    return way && 'command' in way && (every || way.proposed) ? [{ row, ...way }] : [];
  });
  const some = every ? ways : ways.slice(0, MOST);
  return [
    '\nTaking back\n',
    ...[...back.first, ...back.not].map((line) => safe(`  ${line}`)),
    ...some.flatMap(({ row: { target, name }, command }) => [
      safe(`  ${name === undefined ? target : `${name} (${target})`}`),
      `    ${commandText(command, here)}\n`,
    ]),
    ...(every || back.first.length === 0 ? [] : ['  --targets shows all of them, with what succeeded\n']),
  ];
}
