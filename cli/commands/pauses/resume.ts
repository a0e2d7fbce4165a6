import { readUnfinished } from '../../../shared/ledger/entry/unfinished.ts';
import { ALL, holds, liftPause, pauseText, readPauses } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import { pauseEvent } from '../../../shared/telling/pause-event.ts';
import { PROGRAM } from '../../../shared/values/program.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { operationCalled } from '../../reads.ts';
import { type RecalledBefore, recalledBefore } from '../../recalled.ts';
import { tellBus } from '../../tell-bus.ts';
import { confirm } from '../../terminal/confirm.ts';
import { person } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { type ToBeSent, toBeSent, toBeSentText } from '../../to-be-sent.ts';
import { pauseLines } from '../../words/pause-lines.ts';

export const resume = defineCommand({
  name: 'resume',
  says: 'Ends a pause: what waits is sent within minutes, unless its not_after has passed. Lists what that releases, and asks. What would schedule again what was recalled since it was asked for (by panic or cancel) is marked AGAIN; cancel calls it off.',
  options: {
    operation: {
      takes: '<name>',
      says: 'the pause of this operation; without it, the one of everything',
      read: operationCalled,
    },
    yes: {
      says: 'do not ask for confirmation; needed where no terminal is on the standard input and something waits',
    },
    again: { says: 'with --yes: also when something is marked AGAIN' },
  },
  needs: ['LEDGER_TABLE'],
  reads:
    'EVENT_BUS to have it told; AWS_REGION and AWS credentials that may read and write the table (a scan too, when a hotfix waits).',
  exits: {
    0: 'resumed',
    1: 'there was no such pause',
    64: 'bad usage or not confirmed',
    69: 'configuration or ledger',
  },
  async run({ operation: only, yes, again }, { terminal, settings }) {
    const config = settings();
    const { table } = openLedger(config.LEDGER_TABLE);
    const named = only?.name ?? ALL;
    const pauses = await readPauses(table);
    const before = pauses.find(({ operation }) => operation === named);
    if (before) {
      const others = pauses.filter((one) => one !== before);
      const released = toBeSent(await readUnfinished(table)).filter(
        ({ request: { operation } }) => holds(operation.name)(before) && !others.some(holds(operation.name)),
      );
      if (released.length > 0) {
        await confirmRelease(released, await recalledBefore(table, released), { yes, again }, terminal);
      }
    }
    const left = await liftPause(table, named);
    if (before) {
      terminal.print(`ended: ${pauseText(before)}\n`);
      await tellBus(config, pauseEvent(before, Date.now(), person()), terminal);
    } else terminal.say(`${none(named)}\n`);
    for (const one of left) terminal.print(`still ${pauseLines(one).join('\n')}\n`);
    return before ? EXIT.done : EXIT.refused;
  },
});

/** Throws `BadUsage` unless a person wants all of this sent. */
async function confirmRelease(
  released: readonly ToBeSent[],
  recalled: RecalledBefore,
  { yes, again }: { yes: boolean; again: boolean },
  terminal: Terminal,
): Promise<void> {
  terminal.say(`this releases:\n${toBeSentText(released, Date.now(), recalled)}`);
  terminal.say(`to call one off first:  ${PROGRAM} cancel <request_id>\n`);
  const repeats = released.flatMap((one) => one.waiting.filter((target) => recalled(one, target))).length;
  const so = 'the pause stands';
  if (repeats > 0) {
    const unless = '--yes --again confirms what is marked AGAIN';
    if (yes && !again) throw new BadUsage(`not confirmed, so ${so}; ${unless}`);
    const to = 'resume, what is marked AGAIN too';
    if (!yes) await confirm(terminal, { word: 'again', to, so, unless });
  } else if (!yes) await confirm(terminal, { to: 'resume', so });
}

const none = (operation: string) =>
  operation === ALL ? 'there was no pause of everything' : `${operation} was not paused by itself`;
