import { loadConfig } from '../shared/config.ts';
import { ALL, liftPause, pauseText, readPauses } from '../shared/ledger/pause.ts';
import { pauseEvent } from '../shared/pause-event.ts';
import { useAwsProfile } from './aws-profile.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { pauseLines } from './pause-lines.ts';
import { readPauseOptions } from './pause-options.ts';
import { person } from './person.ts';
import { print, say } from './streams.ts';
import { tellBus } from './tell-bus.ts';

const USAGE = `npm run resume -- [--operation <name>]

Ends a pause: what waits is sent within minutes, unless its not_after has passed.

  --operation <name>  the pause of this operation; without it, the one of everything
  --help              this text

Environment: LEDGER_TABLE; EVENT_BUS to have it told; AWS_REGION and AWS credentials.
Exit codes: 0 resumed, 1 there was no such pause, 64 bad usage, 69 configuration or ledger.
`;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readPauseOptions('resume', args);
  if (options === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  const config = loadConfig();
  const { table } = ledgerOf(config, 'resume');
  const before = (await readPauses(table)).find(({ operation }) => operation === options.operation);
  const left = await liftPause(table, options.operation);
  if (before) {
    print(`ended: ${pauseText(before)}\n`);
    await tellBus(config, pauseEvent(before, Date.now(), person()));
  } else say(`${none(options.operation)}\n`);
  for (const one of left) print(`still ${pauseLines(one).join('\n')}\n`);
  return before ? EXIT.done : EXIT.refused;
}

const none = (operation: string) =>
  operation === ALL ? 'there was no pause of everything' : `${operation} was not paused by itself`;

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
