import { readUnfinished } from '../shared/ledger/entry/unfinished.ts';
import { ALL, holds, liftPause, pauseText, readPauses } from '../shared/ledger/pause.ts';
import { loadConfig } from '../shared/settings/config.ts';
import { pauseEvent } from '../shared/telling/pause-event.ts';
import { useAwsProfile } from './aws-profile.ts';
import { BadUsage } from './bad-usage.ts';
import { confirm } from './confirm.ts';
import { EXIT } from './exit-code.ts';
import { explainError } from './explain-error.ts';
import { ledgerOf } from './find-requests.ts';
import { pauseLines } from './pause-lines.ts';
import { type PauseOptions, readPauseOptions } from './pause-options.ts';
import { person } from './person.ts';
import { type RecalledBefore, recalledBefore } from './recalled.ts';
import { print, say } from './streams.ts';
import { tellBus } from './tell-bus.ts';
import { type ToBeSent, toBeSent, toBeSentText } from './to-be-sent.ts';

const USAGE = `npm run resume -- [--operation <name>] [--yes] [--again]

Ends a pause: what waits is sent within minutes, unless its not_after has passed. Lists what that releases, and asks. What
would schedule again what was recalled since it was asked for (by panic or cancel) is marked AGAIN; npm run cancel calls it off.

  --operation <name>  the pause of this operation; without it, the one of everything
  --yes               do not ask for confirmation; needed where no terminal is on the standard input and something waits
  --again             with --yes: also when something is marked AGAIN
  --help              this text

Environment: LEDGER_TABLE; EVENT_BUS to have it told; AWS_REGION and AWS credentials that may read and write the table (a
scan too, when a hotfix waits).
Exit codes: 0 resumed, 1 there was no such pause, 64 bad usage or not confirmed, 69 configuration or ledger.
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
  const pauses = await readPauses(table);
  const before = pauses.find(({ operation }) => operation === options.operation);
  if (before) {
    const others = pauses.filter((one) => one !== before);
    const released = toBeSent(await readUnfinished(table)).filter(
      ({ request: { operation } }) => holds(operation.name)(before) && !others.some(holds(operation.name)),
    );
    if (released.length > 0) await confirmRelease(released, await recalledBefore(table, released), options);
  }
  const left = await liftPause(table, options.operation);
  if (before) {
    print(`ended: ${pauseText(before)}\n`);
    await tellBus(config, pauseEvent(before, Date.now(), person()));
  } else say(`${none(options.operation)}\n`);
  for (const one of left) print(`still ${pauseLines(one).join('\n')}\n`);
  return before ? EXIT.done : EXIT.refused;
}

/** Throws `BadUsage` unless a person wants all of this sent. */
async function confirmRelease(
  released: readonly ToBeSent[],
  recalled: RecalledBefore,
  { yes, again }: PauseOptions,
): Promise<void> {
  say(`this releases:\n${toBeSentText(released, Date.now(), recalled)}`);
  say('to call one off first:  npm run cancel -- <request_id>\n');
  const repeats = released.flatMap((one) => one.waiting.filter((target) => recalled(one, target))).length;
  const so = 'the pause stands';
  if (repeats > 0) {
    const unless = '--yes --again confirms what is marked AGAIN';
    if (yes && !again) throw new BadUsage(`not confirmed, so ${so}; ${unless}`);
    const to = 'resume, what is marked AGAIN too';
    if (!yes) await confirm(process.stdin, process.stderr, { word: 'again', to, so, unless });
  } else if (!yes) await confirm(process.stdin, process.stderr, { to: 'resume', so });
}

const none = (operation: string) =>
  operation === ALL ? 'there was no pause of everything' : `${operation} was not paused by itself`;

process.exitCode = await main(process.argv.slice(2)).catch(explainError);
