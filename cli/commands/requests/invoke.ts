import { randomUUID } from 'node:crypto';
import { readLasts } from '../../../shared/durations/read-lasts.ts';
import { permitted } from '../../../shared/policy/permitted.ts';
import { childrenOf } from '../../../shared/submission/children.ts';
import { GO } from '../../../shared/submission/gates/gate.ts';
import { ask } from '../../../shared/submission/gates/gates.ts';
import { calendarReadings, clockFacts } from '../../../shared/submission/gather.ts';
import { endBy } from '../../../shared/submission/pass.ts';
import type { Delivery } from '../../../shared/terms/delivery.ts';
import { readIntent } from '../../../shared/terms/intent.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';
import { defineCommand, type Session } from '../../command.ts';
import { ofStage, oneOperation, outputCalled, REHEARSAL_ALONE } from '../../reads.ts';
import { confirm } from '../../terminal/confirm.ts';
import { userName } from '../../terminal/person.ts';
import { watchInterrupt } from '../../terminal/watch-interrupt.ts';
import { planRow, planText } from '../../words/plan-text.ts';
import { leftOutText, notedLines, reportJson, reportText } from '../../words/print-report.ts';
import { keptBy } from '../../words/sent-when.ts';
import { targetsText } from '../../words/targets-text.ts';
import { byCalendar } from './by-calendar.ts';
import { examples } from './examples.ts';
import { foresee } from './foresee.ts';
import { asDryRun, judge } from './judge.ts';
import { readJson } from './read-json.ts';
import { readTargets } from './read-targets.ts';
import { startRehearsal } from './rehearsal.ts';
import { exitCodeOf, runCalls } from './run-calls.ts';

// Nothing ends this process, yet a lease on a request has to end some time. Longer than any call may take.
const NO_HURRY_MS = 5 * MINUTE;

export const invoke = defineCommand({
  name: 'invoke',
  says: 'Sends one operation to the cloud by hand, with the credentials and the region of the HW_… environment. Shows the targets and what stands in the way of them, and asks; it does not ask when nothing would be sent. The intent stands in one of --file and --json.',
  words: { operation: oneOperation },
  options: {
    file: { takes: '<path>', says: 'the intent, JSON, from a file' },
    json: { takes: '<text>', says: 'the intent, JSON, as an argument' },
    'dry-run': {
      says: 'print each call, send nothing; it looks at the instances first, so needs credentials, and exits as sending it now would, as far as that shows without the ledger',
    },
    yes: {
      says: 'do not ask for confirmation, nor look at the targets for it; needed where no terminal is on the standard input',
    },
    output: {
      takes: 'text|json',
      says: 'the report for a person (default) or as one JSON object',
      read: outputCalled,
    },
    rehearsal: {
      says: "against a stand-in cloud that holds the databases of the vendor's examples, at no risk",
    },
    ...ofStage,
  },
  more: examples,
  exits: {
    0: 'all accepted or already done',
    1: 'refused, forbidden, partial or expired',
    2: 'unknown',
    3: 'held',
    64: 'bad input or not confirmed (nothing was sent)',
    69: 'credentials or endpoint',
  },
  async run(typed, session) {
    const { operation, rehearsal, stage } = typed;
    if (rehearsal && stage !== undefined) throw session.misused(REHEARSAL_ALONE);
    const written = readJson(typed);
    if (!rehearsal) return send(typed, written, session);
    const cloud = await startRehearsal(operation.name, written);
    session.terminal.say('Rehearsal: a stand-in on this machine takes the place of the cloud.\n');
    return send(typed, written, session).finally(() => cloud.close());
  },
});

interface Typed {
  readonly operation: Operation;
  readonly 'dry-run': boolean;
  readonly yes: boolean;
  readonly output: 'text' | 'json' | undefined;
  readonly stage: string | undefined;
}

async function send(
  { operation, 'dry-run': dryRun, yes, output = 'text', stage }: Typed,
  written: unknown,
  { terminal, readSettings, here }: Session,
): Promise<number> {
  const { print, say } = terminal;
  const settings = await readSettings({ stage, operation });
  const delivery: Delivery = {
    intent: dryRun ? asDryRun(written) : written,
    trigger: 'invoke',
    sender: userName(),
    request_id: randomUUID(),
    triggered_at: Date.now(),
    attempt: 1,
    remaining: () => NO_HURRY_MS,
  };
  const intent = readIntent(operation, delivery, settings);
  permitted(operation, delivery, intent, settings);
  const asked = await byCalendar(operation, intent, delivery, settings, terminal);
  // A confirmed one goes on to the ledger, which may know what became of it in time.
  const counts =
    intent.ends_by !== undefined || intent.window !== undefined || (await asked.calendar()) !== undefined;
  const lasts = counts ? await readLasts(operation, intent, settings) : undefined;
  const gates =
    intent.dry_run || !yes
      ? await ask(
          'arrived',
          clockFacts(operation, asked.request, Date.now(), lasts),
          calendarReadings(operation, asked),
        )
      : GO;
  // A dry run shows all the same what the calendar would not let be sent.
  if (gates.says === 'never' && !(intent.dry_run && gates.code)) throw endBy(gates, settings.TIMING);
  const children = childrenOf(operation, intent);
  const parts = children.length > 0 ? children.map(({ targets }) => targets) : [intent.targets];
  say(await planText(operation, asked.request, settings, here));
  if (gates.says !== 'go' && gates.code) say(`${planRow('calendar', gates.because)}\n`);
  const asks = !intent.dry_run && !yes;
  const known =
    asks && terminal.input.isTTY ? await readTargets(operation, intent, settings, terminal) : undefined;
  say(`${targetsText(operation, intent, parts, known, terminal.width)}\n`);
  // The ledger's breaker keeps a refused login from a second try; without one nothing else does.
  if (known?.refused && !settings.LEDGER_TABLE) throw known.refused;
  const ways = { table: settings.LEDGER_TABLE, gates };
  const judged =
    known && !known.refused ? await judge(operation, delivery, settings, asked.calendar) : undefined;
  if (judged) {
    const { says, code, leaves } = foresee(judged.outcomes, parts, ways);
    say(`${[planRow('as things are', says), ...notedLines(judged.outcomes)].join('\n')}\n\n`);
    if (!leaves) {
      const kept = gates.says === 'go' ? '' : `${keptBy(settings.LEDGER_TABLE)}; `;
      (output === 'json' ? say : print)(`Nothing was sent, and nothing would be: ${kept}${says}.\n`);
      if (output === 'json') print(reportJson({ reports: [judged], not_sent: [] }));
      return code;
    }
  }
  if (asks) await confirm(terminal);
  const calls =
    intent.dry_run || children.length === 0
      ? [{ delivery, targets: intent.targets }]
      : children.map(({ request_id, intent, targets }) => ({
          delivery: { ...delivery, request_id, intent },
          targets,
        }));
  const ran = await runCalls(operation, calls, settings, {
    calendar: asked.calendar,
    interrupted: watchInterrupt(terminal),
    slow: (call) =>
      say(`${call} is under way and waits for the cloud or the ledger; Ctrl-C stops before the next\n`),
    tell: (report) => output === 'text' && print(`${reportText(report, settings.LEDGER_TABLE, here)}\n`),
  });
  if (output === 'json') print(reportJson(ran));
  say(leftOutText(ran));
  const [only] = ran.reports;
  if (only?.status !== 'dry_run') return exitCodeOf(ran);
  const { says, code } = foresee(only.outcomes, parts, ways);
  (output === 'json' ? say : print)(`Dry run: nothing was sent; ${says}.\n`);
  return code;
}
