import { setTimeout as wait } from 'node:timers/promises';
import { loadConfig } from '../shared/config.ts';
import { readUnfinished, type Unfinished } from '../shared/ledger/unfinished.ts';
import { useAwsProfile } from './aws-profile.ts';
import { canceledText } from './cancel-text.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { pauseNow } from './pause-now.ts';
import { readPauseOptions } from './pause-options.ts';
import { person } from './person.ts';
import { recallScheduled } from './recall-scheduled.ts';
import { print, say } from './streams.ts';

const USAGE = `npm run panic -- [--reason <text>]

Without asking: pauses every operation, cancels the hotfix tasks that have not begun (for all instances that share a task),
and says what the cloud is at work on and cannot be stopped.

  --reason <text>     why, for everybody who meets the pause
  --help              this text

npm run resume ends the pause. Environment: LEDGER_TABLE; EVENT_BUS to have it told; AWS_REGION and AWS credentials; the HW_…
credentials to cancel. Exit codes: 0 paused and nothing is at work, 2 paused and something is or may be at work, 64 bad usage,
69 configuration or ledger.
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
  const { work, waiting } = await readUnfinished(ledger.table);
  const { scheduled = [], ...others } = Object.groupBy(work, ({ stage }) => stage);
  for (const [stage, title] of Object.entries(TITLES)) {
    const some = others[stage as keyof typeof TITLES] ?? [];
    if (some.length > 0) print(`\n${title}:\n${some.map(line).join('')}`);
  }
  const recalled = await recallScheduled(scheduled, ledger, config, person());
  if (recalled.length > 0) print(`\naccepted and not begun:\n${canceledText(recalled)}`);
  const left = work.length - scheduled.length + recalled.filter(({ result }) => result !== 'canceled').length;
  if (left === 0) print('nothing that this service sent is at work\n');
  say(
    `${waiting} ${waiting === 1 ? 'target waits' : 'targets wait'} in the ledger and will not be sent meanwhile\n`,
  );
  return left === 0 ? EXIT.done : EXIT.unknown;
}

function line({ operation, target, request_id, job_id, starts_at }: Unfinished): string {
  const job = job_id ? `, job ${job_id}` : '';
  const start = starts_at ? `, since ${new Date(starts_at).toISOString()}` : '';
  return `  ${target}  ${operation}, request ${request_id}${job}${start}\n`;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
