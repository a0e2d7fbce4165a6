import { loadConfig } from '../shared/settings/config.ts';
import { useAwsProfile } from './aws-profile.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { pauseNow } from './pause-now.ts';
import { readPauseOptions } from './pause-options.ts';
import { print } from './streams.ts';

const USAGE = `npm run pause -- [--operation <name>] [--reason <text>]

From now on nothing is sent to the cloud, but for requests that are leaving this very moment. What comes waits in the ledger
and is sent after npm run resume, unless its not_after passes before. Looking and following go on.

  --operation <name>  only this operation; without it, all
  --reason <text>     why, for everybody who meets the pause
  --help              this text

Environment: LEDGER_TABLE; EVENT_BUS to have it told; AWS_REGION and AWS credentials.
Exit codes: 0 paused, 64 bad usage, 69 configuration or ledger.
`;

async function main(args: readonly string[]): Promise<number> {
  useAwsProfile();
  const options = readPauseOptions('pause', args);
  if (options === 'help') {
    print(USAGE);
    return EXIT.done;
  }
  const config = loadConfig();
  await pauseNow(ledgerOf(config, 'pause'), options, config);
  return EXIT.done;
}

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
