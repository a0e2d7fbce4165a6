import { ALL, liftPause, pauseText, readPauses } from '../shared/ledger/pause.ts';
import { useAwsProfile } from './aws-profile.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerTable } from './open-table.ts';
import { readPauseOptions } from './pause-options.ts';
import { print, say } from './streams.ts';

const USAGE = `npm run resume -- [--operation <name>]

Ends a pause: what waits is sent within minutes, unless its not_after has passed.

  --operation <name>  the pause of this operation; without it, the one of everything
  --help              this text

Environment: LEDGER_TABLE, AWS_REGION and the AWS credentials.
Exit codes: 0 resumed, 1 there was no such pause, 64 bad usage, 69 configuration or ledger.
`;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readPauseOptions('resume', args);
  if (options === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  const { table } = ledgerTable('resume');
  const before = (await readPauses(table)).find(({ operation }) => operation === options.operation);
  const left = await liftPause(table, options.operation);
  if (before) print(`ended: ${pauseText(before)}\n`);
  else
    say(
      `${options.operation === ALL ? 'there was no pause of everything' : `${options.operation} was not paused by itself`}\n`,
    );
  for (const one of left) print(`still ${pauseText(one)}\n`);
  return before ? EXIT.done : EXIT.refused;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
