import type { Ledger } from '../shared/ledger/store.ts';
import { loadSettings, type Settings } from '../shared/settings/settings.ts';
import { callOffInLedger } from './call-off.ts';
import { cloudSide } from './cancel-in-cloud.ts';
import { type CancelPlan, planCancel } from './cancel-plan.ts';
import { CANCEL_USAGE } from './cancel-usage.ts';
import { commandLine } from './command-line.ts';
import { EXIT, worstOf } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { findRequest, ledgerOf, type Request, TOO_LARGE } from './find-requests.ts';
import { missingInParts } from './parts.ts';
import { print, say } from './streams.ts';
import { useAwsProfile } from './terminal/aws-profile.ts';
import { confirm } from './terminal/confirm.ts';
import { userName } from './terminal/person.ts';
import { processTerminal } from './terminal/terminal.ts';
import { type Canceled, canceledText, exitCodeFor, planText } from './words/cancel-text.ts';

const line = commandLine('cancel');

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const { values, positionals } = line.parse(args, {
    operation: { type: 'string' },
    project: { type: 'string' },
    by: { type: 'string' },
    yes: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) {
    print(CANCEL_USAGE);
    return EXIT.done;
  }
  const request_id = line.request(positionals);
  const by = values.by ?? userName();
  if (by === '') throw line.wrong('--by is empty');
  const config = loadSettings();
  const ledger = ledgerOf(config, 'cancel');
  const { requests, complete } = await findRequest(ledger, request_id, line.narrowed(values));
  if (!complete) say(TOO_LARGE);
  return cancel(requests, ledger, config, { by, yes: values.yes });
}

async function cancel(
  requests: readonly Request[],
  ledger: Ledger,
  config: Settings,
  { by, yes }: { by: string; yes: boolean },
): Promise<number> {
  const cloud = cloudSide(ledger, config);
  const plans: CancelPlan[] = [];
  for (const request of requests) plans.push(await planCancel(request, cloud.look));
  const onQueue = stillOnQueue(requests);
  say(planText(plans));
  if (onQueue.length > 0) say(`${onQueue.join(' ')}: still on the queue; run this again in a minute\n`);
  if (
    plans.some(({ waiting, under_way, recalls }) => waiting.length + under_way.length + recalls.length > 0)
  ) {
    if (!yes) await confirm(processTerminal(), { to: 'cancel this', so: 'nothing was canceled' });
  } else {
    say(requests.length === 0 ? NOT_THERE : 'Nothing of it can be canceled.\n');
    return onQueue.length > 0 ? EXIT.held : EXIT.refused;
  }
  const results: Canceled[] = [];
  for (const plan of plans) {
    const done = [
      ...(await callOffInLedger(plan.request, [...plan.waiting, ...plan.under_way], ledger, config, { by })),
      ...staying(plan),
    ];
    for (const recall of plan.recalls) done.push(...(await cloud.recall(plan.request, recall, by)));
    print(canceledText(done));
    results.push(...done);
  }
  const codes = results.map(exitCodeFor);
  return worstOf(onQueue.length > 0 ? [...codes, EXIT.held] : codes);
}

const NOT_THERE =
  'The ledger knows nothing of this request; if it is still on its queue, run this again in a minute.\n';

const staying = ({ stays }: CancelPlan): Canceled[] =>
  stays.map(({ target, why }) => ({ target, result: 'stays', why }));

/** Targets that were sent on to a part which the ledger does not hold yet. */
function stillOnQueue(requests: readonly Request[]): string[] {
  const entries = requests.map(({ entry }) => entry);
  return entries.flatMap((entry) => missingInParts(entry, entries));
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
