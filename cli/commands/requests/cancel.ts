import { type Canceled, isOfUse, staying, stillOnQueue } from '../../../shared/desk/cancel.ts';
import type { Request } from '../../../shared/desk/requests.ts';
import { cloudSide } from '../../../shared/following/cancel-in-cloud.ts';
import type { CancelPlan } from '../../../shared/following/cancel-plan.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { callOffInLedger } from '../../call-off.ts';
import { defineCommand } from '../../command.ts';
import { EXIT, worstOf } from '../../exit-code.ts';
import { narrowing, ofStage } from '../../reads.ts';
import { confirm } from '../../terminal/confirm.ts';
import { userName } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { canceledText, exitCodeFor, planText } from '../../words/cancel-text.ts';
import { TOO_LARGE } from '../../words/ledger-text.ts';
import { amongAsked, nearText, oneRequest, requestCalled } from './one-request.ts';

export const cancel = defineCommand({
  name: 'cancel',
  says: "Calls one request off, as far as that can be done: what waits in the ledger is not sent; a hotfix that has not started is canceled in the cloud, for all instances that share its task, and the cloud's list is read as proof. What is being sent is not touched, and what the cloud cannot recall is said. Shows what will be done, and asks.",
  words: { request_id: oneRequest },
  options: {
    ...narrowing,
    by: { takes: '<name>', says: 'who calls it off, for the record; the login name by default' },
    yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  reads:
    'AWS_REGION and AWS credentials that may scan and write the table; the HW_… credentials when a job may be recalled.',
  exits: {
    0: 'all of it is canceled',
    1: 'something cannot be recalled or nothing was left to cancel',
    2: 'the cloud does not show whether it canceled',
    3: 'something is being sent or still on the queue',
    64: 'bad usage or not confirmed',
    69: 'configuration, credentials or ledger',
  },
  async run({ request_id, by = userName(), yes, ...asked }, { terminal, readSettings }) {
    const settings = await readSettings(asked);
    const ledger = openLedger(settings.LEDGER_TABLE);
    const among = amongAsked(asked, settings);
    const { requests, complete } = await requestCalled(ledger, request_id, among);
    if (!complete) terminal.say(TOO_LARGE);
    if (requests.length > 0) return callOff(requests, ledger, settings, { by, yes }, terminal);
    const near = await nearText(ledger, request_id, among);
    terminal.say(`${NOT_THERE}${near}`);
    return EXIT.refused;
  },
});

async function callOff(
  requests: readonly Request[],
  ledger: Ledger,
  settings: Settings,
  { by, yes }: { by: string; yes: boolean },
  terminal: Terminal,
): Promise<number> {
  const { tell, say } = terminal;
  const cloud = cloudSide(ledger, settings);
  const plans: CancelPlan[] = [];
  for (const request of requests) plans.push(await cloud.plan(request));
  const onQueue = stillOnQueue(requests);
  say(planText(plans));
  if (onQueue.length > 0) say(`${onQueue.join(' ')}: still on the queue; run this again in a minute\n`);
  if (plans.some(isOfUse)) {
    if (!yes) await confirm(terminal, { to: 'cancel this', so: 'nothing was canceled' });
  } else {
    say('Nothing of it can be canceled.\n');
    return onQueue.length > 0 ? EXIT.held : EXIT.refused;
  }
  const results: Canceled[] = [];
  for (const plan of plans) {
    const done = [
      ...(await callOffInLedger(plan.request, [...plan.waiting, ...plan.under_way], ledger, settings, {
        by,
      })),
      ...staying(plan),
    ];
    for (const recall of plan.recalls) done.push(...(await cloud.recall(plan.request, recall, by)));
    tell(canceledText(done));
    results.push(...done);
  }
  const codes = results.map(exitCodeFor);
  return worstOf(onQueue.length > 0 ? [...codes, EXIT.held] : codes);
}

const NOT_THERE =
  'The ledger knows nothing of this request; if it is still on its queue, run this again in a minute.\n';
