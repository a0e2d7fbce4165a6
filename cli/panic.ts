import { setTimeout as wait } from 'node:timers/promises';
import { ALL, pauseText, setPause } from '../shared/ledger/pause.ts';
import { readUnfinished, type Unfinished } from '../shared/ledger/unfinished.ts';
import { useAwsProfile } from './aws-profile.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerTable } from './open-table.ts';
import { readPauseOptions } from './pause-options.ts';
import { person } from './person.ts';
import { print, say } from './streams.ts';

const USAGE = `npm run panic -- [--reason <text>]

Pauses every operation at once, without asking, and then says what the cloud is still at work on and cannot be stopped.

  --reason <text>     why, for everybody who meets the pause
  --help              this text

npm run resume ends the pause. Environment: LEDGER_TABLE, AWS_REGION and the AWS credentials.
Exit codes: 0 paused and nothing is at work, 2 paused and something is or may be at work, 64 bad usage,
69 configuration or ledger.
`;

const TITLES: Readonly<Record<Unfinished['stage'], string>> = {
  sending: 'leaving this very moment',
  unknown: 'perhaps at work: no answer came, look in the console',
  running: 'at work, and the cloud cannot be told to stop',
  scheduled: 'accepted and not begun: cancel it before it begins',
};

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readPauseOptions('panic', args);
  if (options === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  const { table, config } = ledgerTable('panic');
  const pause = { ...options, operation: ALL, at: new Date().toISOString(), by: person() };
  for (const one of await setPause(table, pause)) print(`${pauseText(one)}\n`);
  // The index shows what was written a moment late.
  await wait(config.TIMING.index_lag_ms);
  const { work, waiting } = await readUnfinished(table);
  const byStage = Map.groupBy(work, ({ stage }) => stage);
  for (const [stage, some] of byStage) print(`\n${TITLES[stage]}:\n${some.map(line).join('')}`);
  if (work.length === 0) print('nothing that this service sent is at work\n');
  say(
    `${waiting} ${waiting === 1 ? 'target waits' : 'targets wait'} in the ledger and will not be sent while this lasts\n`,
  );
  return work.length === 0 ? EXIT.done : EXIT.unknown;
}

function line({ operation, target, request_id, job_id, starts_at }: Unfinished): string {
  const job = job_id ? `, job ${job_id}` : '';
  const start = starts_at ? `, from ${new Date(starts_at).toISOString()}` : '';
  return `  ${target}  ${operation}, request ${request_id}${job}${start}\n`;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
