import type { Advice, Advised } from '../../shared/desk/what-now.ts';
import { commandText } from './command-text.ts';
import { pauseLines } from './pause-lines.ts';

/** What a person can do about a request, a line each. */
export const whatNowLines = (groups: readonly Advised[]): string[] =>
  groups.flatMap(({ status, targets, advice }) => [
    `${status.replaceAll('_', ' ')}: ${targets.join(' ')}`,
    ...advice.flatMap(adviceLines).map((line) => `  ${line}`),
  ]);

const adviceLines = (advice: Advice): string[] =>
  'pause' in advice ? pauseLines(advice.pause) : [adviceLine(advice)];

const adviceLine = ({ says = '', command }: Exclude<Advice, { pause: unknown }>) =>
  command ? `${says}  ${commandText(command)}` : says;
