import { planWords, staysWords } from '../../shared/desk/letters/redrive-words.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import type { Planned, Redriven } from '../redrive.ts';

/** What redriving is going to do, letter by letter, for the person who confirms it. */
export function planText(planned: readonly Planned[]): string {
  const moving = planned.filter(({ plan }) => !('stays' in plan)).length;
  return [
    ...planned.flatMap(({ letter: { request_id }, plan }) => {
      const [first = '', ...more] = planWords(plan);
      return [oneLine(`${request_id}: ${first}`), ...more.map((line) => `  ${line}`)];
    }),
    `${moving} of ${planned.length} to redrive`,
    '',
  ].join('\n');
}

/** What was done, as text or JSON. */
export function redrivenText(
  { operation, output }: { operation: Operation; output: 'text' | 'json' },
  planned: readonly Planned[],
  { moved }: Redriven,
): string {
  const left = planned.filter((one) => !moved.includes(one));
  if (output === 'text') {
    return [
      ...moved.map(({ letter }) => `redriven  ${oneLine(letter.request_id)}\n`),
      ...left.map(({ letter }) => `left      ${oneLine(letter.request_id)}\n`),
    ]
      .map(redactText)
      .join('');
  }
  const of = ({ letter: { request_id, message_id }, plan }: Planned) =>
    'stays' in plan
      ? { request_id, message_id, why: staysWords(plan) }
      : { request_id, message_id, says: plan.says, sends: plan.sends, again: plan.again };
  const all = { operation: operation.name, redriven: moved.map(of), left: left.map(of) };
  return `${JSON.stringify(redact(all), null, 2)}\n`;
}
