import { setTimeout as wait } from 'node:timers/promises';
import { readUnfinished, type Unfinished, workOf } from '../shared/ledger/entry/unfinished.ts';
import type { Ledger } from '../shared/ledger/store.ts';
import { type Config, loadConfig } from '../shared/settings/config.ts';
import { useAwsProfile } from './aws-profile.ts';
import { callOffInLedger } from './call-off.ts';
import { canceledText } from './cancel-text.ts';
import { agrees } from './confirm.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { pauseNow } from './pause-now.ts';
import { type PauseOptions, readPauseOptions } from './pause-options.ts';
import { person } from './person.ts';
import { recallScheduled } from './recall-scheduled.ts';
import { print, say } from './streams.ts';
import { type ToBeSent, toBeSent, toBeSentText, waitingIn } from './to-be-sent.ts';

const USAGE = `npm run panic -- [--reason <text>] [--call-off]

Without asking: pauses every operation, cancels the hotfix tasks that have not begun (for all instances that share a task),
and says what the cloud is at work on and cannot be stopped. Then it lists by id what waits in the ledger, and asks whether
that is called off too. What is not called off is sent after npm run resume.

  --reason <text>     why, for everybody who meets the pause
  --call-off          call off what waits, without asking; without it and without a terminal it goes on waiting
  --help              this text

npm run resume ends the pause, after it has listed what that sends. Environment: LEDGER_TABLE; EVENT_BUS to have it told;
AWS_REGION and AWS credentials; the HW_… credentials to cancel. Exit codes: 0 paused and nothing is at work, 2 paused and
something is or may be at work, 64 bad usage, 69 configuration or ledger.
`;

const TITLES: Readonly<Record<Exclude<Unfinished['stage'], 'scheduled'>, string>> = {
  sending: 'leaving this very moment',
  unknown: 'perhaps at work: no answer came, look in the console',
  running: 'at work, and the cloud cannot be told to stop',
};

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readPauseOptions('panic', args);
  if (options === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  const config = loadConfig();
  const ledger = ledgerOf(config, 'panic');
  await pauseNow(ledger, options, config);
  // The index shows what was written a moment late.
  await wait(config.TIMING.index_lag_ms);
  const unfinished = await readUnfinished(ledger.table);
  const now = Date.now();
  const work = unfinished.flatMap((entry) => workOf(entry, now));
  const { scheduled = [], ...others } = Object.groupBy(work, ({ stage }) => stage);
  for (const [stage, title] of Object.entries(TITLES)) {
    const some = others[stage as keyof typeof TITLES] ?? [];
    if (some.length > 0) print(`\n${title}:\n${some.map(line).join('')}`);
  }
  const recalled = await recallScheduled(scheduled, ledger, config, person());
  if (recalled.length > 0) print(`\naccepted and not begun:\n${canceledText(recalled)}`);
  if (others.sending || others.unknown) say(LOOK_AGAIN);
  const left = work.length - scheduled.length + recalled.filter(({ result }) => result !== 'canceled').length;
  if (left === 0) print('nothing that this service sent is at work\n');
  await callOffWaiting(toBeSent(unfinished), ledger, config, options);
  return left === 0 ? EXIT.done : EXIT.unknown;
}

/** What waits, by its id; called off if a person says so. */
async function callOffWaiting(
  some: readonly ToBeSent[],
  ledger: Ledger,
  config: Config,
  { callOff, reason }: PauseOptions,
): Promise<void> {
  const waiting = waitingIn(some);
  if (some.length > 0)
    print(`\nin the ledger, not sent while the pause lasts:\n${toBeSentText(some, Date.now())}`);
  say(
    `${waiting} ${waiting === 1 ? 'target waits' : 'targets wait'} in the ledger and will not be sent meanwhile\n`,
  );
  if (some.length === 0) return;
  const to = 'call all of that off (anything else leaves it waiting)';
  const agreed = callOff || (process.stdin.isTTY && (await agrees(process.stdin, process.stderr, { to })));
  if (!agreed) return say(STAYS);
  for (const { request, waiting, perhaps } of some) {
    const decision = { by: person(), why: reason ?? 'panic' };
    print(canceledText(await callOffInLedger(request, [...waiting, ...perhaps], ledger, config, decision)));
  }
}

const LOOK_AGAIN = `what left or may have left is known in a few minutes: run npm run panic again then, it cancels a hotfix that was
taken meanwhile
`;

const STAYS = `it goes on waiting, and is sent after npm run resume. To call it off:
  all of it  npm run panic -- --call-off
  one of it  npm run cancel -- <request_id>
`;

function line({ operation, target, request_id, job_id, starts_at }: Unfinished): string {
  const job = job_id ? `, job ${job_id}` : '';
  const start = starts_at ? `, since ${new Date(starts_at).toISOString()}` : '';
  return `  ${target}  ${operation}, request ${request_id}${job}${start}\n`;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
