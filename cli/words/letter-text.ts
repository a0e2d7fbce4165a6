import type { Letter } from '../../shared/desk/letters/letter.ts';
import { settledAs } from '../../shared/desk/letters/redrive-plan.ts';
import { type Entry, isSettled, outcomesOf } from '../../shared/ledger/entry/entry.ts';
import { parseJson } from '../../shared/values/json/parse-json.ts';
import { redact, redactText } from '../../shared/values/redact.ts';
import { iso } from '../../shared/values/time/instant.ts';
import { oneLine } from '../../shared/words/one-line.ts';

/** Everything of one letter and what the ledger says of its request; `next` is what to do, in plain words. */
export function letterText(letter: Letter, entry: Entry | undefined, next: readonly string[]): string {
  const { message_id, time, reason, attributes } = letter;
  return [
    row('message', message_id),
    row('request_id', letter.request_id),
    row('time', iso(time)),
    ...Object.entries(attributes)
      .filter(([name]) => !['request_id', 'time', 'reason'].includes(name))
      .map(([name, value]) => row(name, value)),
    row('reason', reason),
    'body',
    indented(bodyText(letter.body)),
    ...(entry ? entryText(entry) : [row('ledger', 'knows nothing of this request')]),
    'what to do',
    ...next.map((line) => `  ${oneLine(redactText(line))}`),
    '',
  ].join('\n');
}

/** The same for programs. The ledger's sealed part and the owner of a run are nobody's business. */
export function letterJson(letter: Letter, entry: Entry | undefined, next: readonly string[]): object {
  const { message_id, request_id, time, attributes, reason, body } = letter;
  const { sealed: _, owner: __, ...ledger } = entry ?? {};
  return {
    message_id,
    request_id,
    time: iso(time),
    reason,
    attributes,
    body: parseJson(body) ?? body,
    ...(entry && { ledger: { ...ledger, settled: isSettled(entry) } }),
    next,
  };
}

/** What the ledger holds, target by target. */
function entryText(entry: Entry): string[] {
  const { tries, deadline, due_at, lease_until, hand_over, conflicts } = entry;
  const state = isSettled(entry)
    ? `settled as ${settledAs(entry)}`
    : `at work${due_at === undefined ? '' : `, due ${iso(due_at)}`}`;
  const outcomes = Object.groupBy(outcomesOf(entry), ({ target }) => target);
  return [
    row('ledger', state),
    row('tries', String(tries)),
    row('deadline', iso(deadline)),
    ...(lease_until === undefined || isSettled(entry) ? [] : [row('lease until', iso(lease_until))]),
    row('hand-over', hand_over ?? 'none'),
    ...(conflicts ? [row('conflicts', `two jobs each for ${conflicts.join(' ')}`)] : []),
    'targets',
    ...Object.entries(entry.targets).flatMap(([target, { state: stands }]) => [
      `  ${target}  ${stands}`,
      ...(outcomes[target] ?? []).flatMap(({ verdict, job_id, code, reason, hint }) =>
        [
          [verdict, job_id && `job ${job_id}`, code, reason].filter(Boolean).join(' '),
          hint && `hint: ${hint}`,
        ].flatMap((line) => (line ? [`    ${oneLine(redactText(line))}`] : [])),
      ),
    ]),
  ];
}

/** A JSON body for people; secrets that came unmasked by the platform's own redrive are masked value by value. */
function bodyText(body: string): string {
  const parsed = parseJson(body);
  return parsed === undefined
    ? oneLine(redactText(body))
    : JSON.stringify(redact(parsed), null, 2).replace(/[^\P{Cc}\n]/gu, ' ');
}

const indented = (text: string) => text.replace(/^/gm, '  ');
const row = (name: string, value: string) => `${name.padEnd(12)} ${oneLine(redactText(value))}`;
