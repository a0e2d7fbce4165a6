import { setTimeout as wait } from 'node:timers/promises';
import { catalog } from '../../../functions/catalog.ts';
import { type ToBeSent, toBeSent, waitingIn } from '../../../shared/desk/to-be-sent.ts';
import { readUnfinished, type Unfinished, workOf } from '../../../shared/ledger/entry/unfinished.ts';
import { ALL } from '../../../shared/ledger/pause.ts';
import { type Ledger, openLedger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { iso } from '../../../shared/values/time/instant.ts';
import { begunText, commandText, type Here } from '../../../shared/words/command-text.ts';
import { callOffInLedger } from '../../call-off.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, reasonIn } from '../../reads.ts';
import { recallScheduled } from '../../recall-scheduled.ts';
import { tellRollouts } from '../../rollouts-meanwhile.ts';
import { agrees } from '../../terminal/confirm.ts';
import { person } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { canceledText } from '../../words/cancel-text.ts';
import { toBeSentText } from '../../words/to-be-sent-text.ts';
import { pauseNow } from './pause-now.ts';

export const panic = defineCommand({
  name: 'panic',
  says: `Without asking: pauses every operation, cancels the hotfix tasks that have not begun (for all instances that share a task), and says what the cloud is at work on and cannot be stopped. Then it lists by id what waits in the ledger, and asks whether that is called off too. What is not called off is sent after resume.`,
  options: {
    reason: { takes: '<text>', says: 'why, for everybody who meets the pause', read: reasonIn },
    'call-off': {
      says: 'call off what waits, without asking; without it and without a terminal it goes on waiting',
    },
    ...ofStage,
  },
  refuses: { operation: 'panic pauses everything; pause takes one operation' },
  needs: ['LEDGER_TABLE'],
  urgent: true,
  reads: 'EVENT_BUS to have it told; AWS_REGION and AWS credentials; the HW_… credentials to cancel.',
  more: 'resume ends the pause, after it has listed what that sends.',
  exits: {
    0: 'paused and nothing is at work',
    2: 'paused and something is or may be at work',
    64: 'bad usage',
    69: 'configuration or ledger',
  },
  async run({ reason, 'call-off': callOff, stage }, { terminal, readSettings, here }) {
    const { tell, say } = terminal;
    const settings = await readSettings({ stage });
    const ledger = openLedger(settings.LEDGER_TABLE);
    await pauseNow(ledger, { operation: ALL, reason }, settings, terminal);
    // The index shows what was written a moment late.
    await wait(settings.TIMING.index_lag_ms);
    const unfinished = await readUnfinished(ledger.table);
    const now = Date.now();
    const work = unfinished.flatMap((entry) => workOf(entry, now));
    const { scheduled = [], ...others } = Object.groupBy(work, ({ stage }) => stage);
    for (const [stage, title] of Object.entries(TITLES)) {
      const some = others[stage as keyof typeof TITLES] ?? [];
      if (some.length > 0) tell(`\n${title}:\n${some.map(line).join('')}`);
    }
    const recalled = await recallScheduled(scheduled, ledger, settings, person());
    if (recalled.length > 0) tell(`\naccepted and not begun:\n${canceledText(recalled)}`);
    if (others.sending || others.unknown) say(lookAgain(here));
    const left =
      work.length - scheduled.length + recalled.filter(({ result }) => result !== 'canceled').length;
    if (left === 0) tell('nothing that this service sent is at work\n');
    const names = catalog.map(({ name }) => name);
    await tellRollouts('rollouts that start nothing while the pause lasts', names, settings, terminal, here);
    await callOffWaiting(
      toBeSent(unfinished, catalog),
      ledger,
      settings,
      { reason, callOff },
      terminal,
      here,
    );
    return left === 0 ? EXIT.done : EXIT.unknown;
  },
});

const TITLES: Readonly<Record<Exclude<Unfinished['stage'], 'scheduled'>, string>> = {
  sending: 'leaving this very moment',
  unknown: 'perhaps at work: no answer came, look in the console',
  running: 'at work, and the cloud cannot be told to stop',
};

/** What waits, by its id; called off if a person says so. */
async function callOffWaiting(
  some: readonly ToBeSent[],
  ledger: Ledger,
  settings: Settings,
  { callOff, reason }: { callOff: boolean; reason: string | undefined },
  terminal: Terminal,
  here: Here,
): Promise<void> {
  const { tell, say } = terminal;
  const waiting = waitingIn(some);
  if (some.length > 0)
    tell(`\nin the ledger, not sent while the pause lasts:\n${toBeSentText(some, Date.now())}`);
  say(
    `${waiting} ${waiting === 1 ? 'target waits' : 'targets wait'} in the ledger and will not be sent meanwhile\n`,
  );
  if (some.length === 0) return;
  const to = 'call all of that off (anything else leaves it waiting)';
  const agreed = callOff || (terminal.input.isTTY && (await agrees(terminal, { to })));
  if (!agreed) return say(stays(here));
  for (const { request, waiting, perhaps } of some) {
    const decision = { by: person(), why: reason ?? 'panic' };
    tell(canceledText(await callOffInLedger(request, [...waiting, ...perhaps], ledger, settings, decision)));
  }
}

const lookAgain = (
  here: Here,
) => `what left or may have left is known in a few minutes: run ${begunText('panic', here)} again then, it cancels a hotfix that was
taken meanwhile
`;

const stays = (
  here: Here,
) => `it goes on waiting, and is sent after ${begunText('resume', here)}. To call it off:
  all of it  ${commandText({ command: 'panic', words: {}, options: { 'call-off': true } }, here)}
  one of it  ${begunText('cancel', here)} <request_id>
`;

function line({ operation, target, request_id, job_id, starts_at }: Unfinished): string {
  const job = job_id ? `, job ${job_id}` : '';
  const start = starts_at ? `, since ${iso(starts_at)}` : '';
  return `  ${target}  ${operation}, request ${request_id}${job}${start}\n`;
}
