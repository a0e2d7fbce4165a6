import type { Advice, Advised } from '../../shared/desk/what-now.ts';
import { commandText, type Here } from '../../shared/words/command-text.ts';
import { pauseLines } from './pause-lines.ts';

/** What a person can do about a request, a line each. */
export const whatNowLines = (groups: readonly Advised[], here: Here): string[] =>
  groups.flatMap(({ status, targets, advice }) => [
    `${status.replaceAll('_', ' ')}: ${targets.join(' ')}`,
    ...advice.flatMap((one) => adviceLines(one, here)).map((line) => `  ${line}`),
  ]);

const adviceLines = (advice: Advice, here: Here): string[] =>
  'pause' in advice ? pauseLines(advice.pause, here) : [adviceLine(advice, here)];

/** What a person can do, with the command for it, on one line. */
export const adviceLine = ({ says = '', command }: Exclude<Advice, { pause: unknown }>, here: Here) =>
  command ? `${says}  ${commandText(command, here)}` : says;
