import { randomUUID } from 'node:crypto';
import { permitted } from '../shared/policy/permitted.ts';
import { loadSettings } from '../shared/settings/settings.ts';
import { childrenOf } from '../shared/submission/children.ts';
import { GO } from '../shared/submission/gates/gate.ts';
import { ask } from '../shared/submission/gates/gates.ts';
import { clockFacts } from '../shared/submission/gather.ts';
import { endBy } from '../shared/submission/pass.ts';
import type { Delivery } from '../shared/terms/delivery.ts';
import { readIntent } from '../shared/terms/intent.ts';
import { MINUTE } from '../shared/values/time/units.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { foresee } from './foresee.ts';
import { asDryRun, judge } from './judge.ts';
import { type Options, readOptions } from './options.ts';
import { readJson } from './read-json.ts';
import { readTargets } from './read-targets.ts';
import { startRehearsal } from './rehearsal.ts';
import { exitCodeOf, runCalls } from './run-calls.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { confirm } from './terminal/confirm.ts';
import { userName } from './terminal/person.ts';
import { processTerminal } from './terminal/terminal.ts';
import { watchInterrupt } from './terminal/watch-interrupt.ts';
import { usage } from './usage.ts';
import { planRow, planText } from './words/plan-text.ts';
import { leftOutText, notedLines, reportJson, reportText } from './words/print-report.ts';
import { keptBy } from './words/sent-when.ts';
import { targetsText } from './words/targets-text.ts';

// Nothing ends this process, yet a lease on a request has to end some time. Longer than any call may take.
const NO_HURRY_MS = 5 * MINUTE;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readOptions(args);
  if (options === 'help') {
    print(await usage());
    return EXIT.done;
  }
  const written = readJson(options);
  if (!options.rehearsal) return invoke(options, written);
  const cloud = await startRehearsal(options.operation.name, written);
  say('Rehearsal: a stand-in on this machine takes the place of the cloud.\n');
  return invoke(options, written).finally(() => cloud.close());
}

async function invoke({ operation, dryRun, yes, output }: Options, written: unknown): Promise<number> {
  const config = loadSettings();
  const delivery: Delivery = {
    intent: dryRun ? asDryRun(written) : written,
    trigger: 'invoke',
    sender: userName(),
    request_id: randomUUID(),
    triggered_at: Date.now(),
    attempt: 1,
    remaining: () => NO_HURRY_MS,
  };
  const intent = readIntent(operation, delivery, config);
  permitted(operation, delivery, intent, config);
  // A confirmed one goes on to the ledger, which may know what became of it in time.
  const gates = intent.dry_run || !yes ? await ask('arrived', clockFacts(operation, intent, Date.now())) : GO;
  if (gates.says === 'never') throw endBy(gates, config.TIMING);
  const children = childrenOf(operation, intent);
  const parts = children.length > 0 ? children.map(({ targets }) => targets) : [intent.targets];
  say(await planText(operation, intent, config));
  const asks = !intent.dry_run && !yes;
  const known = asks && process.stdin.isTTY ? await readTargets(operation, intent, config) : undefined;
  say(`${targetsText(operation, intent, parts, known)}\n`);
  // The ledger's breaker keeps a refused login from a second try; without one nothing else does.
  if (known?.refused && !config.LEDGER_TABLE) throw known.refused;
  const ways = { table: config.LEDGER_TABLE, gates };
  const judged = known && !known.refused ? await judge(operation, delivery, config) : undefined;
  if (judged) {
    const { says, code, leaves } = foresee(judged.outcomes, parts, ways);
    say(`${[planRow('as things are', says), ...notedLines(judged.outcomes)].join('\n')}\n\n`);
    if (!leaves) {
      const kept = gates.says === 'go' ? '' : `${keptBy(config.LEDGER_TABLE)}; `;
      (output === 'json' ? say : print)(`Nothing was sent, and nothing would be: ${kept}${says}.\n`);
      if (output === 'json') print(reportJson({ reports: [judged], not_sent: [] }));
      return code;
    }
  }
  if (asks) await confirm(processTerminal());
  const calls =
    intent.dry_run || children.length === 0
      ? [{ delivery, targets: intent.targets }]
      : children.map(({ request_id, intent, targets }) => ({
          delivery: { ...delivery, request_id, intent },
          targets,
        }));
  const ran = await runCalls(operation, calls, config, {
    interrupted: watchInterrupt(),
    slow: (call) =>
      say(`${call} is under way and waits for the cloud or the ledger; Ctrl-C stops before the next\n`),
    tell: (report) => output === 'text' && print(`${reportText(report)}\n`),
  });
  if (output === 'json') print(reportJson(ran));
  say(leftOutText(ran));
  const [only] = ran.reports;
  if (only?.status !== 'dry_run') return exitCodeOf(ran);
  const { says, code } = foresee(only.outcomes, parts, ways);
  (output === 'json' ? say : print)(`Dry run: nothing was sent; ${says}.\n`);
  return code;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
