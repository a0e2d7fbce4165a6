import { catalog } from '../../../functions/catalog.ts';
import { type RecalledBefore, recalledBefore } from '../../../shared/desk/recalled.ts';
import { outOfTime, type ToBeSent, toBeSent } from '../../../shared/desk/to-be-sent.ts';
import { readUnfinished } from '../../../shared/ledger/entry/unfinished.ts';
import { ALL, holds, liftPause, type Pause, pauseText, readPauses } from '../../../shared/ledger/pause.ts';
import { openLedger } from '../../../shared/ledger/store.ts';
import type { Table } from '../../../shared/platform/ports.ts';
import { resumedEvent } from '../../../shared/telling/events/resumed.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { begunText, type Here } from '../../../shared/words/command-text.ts';
import { oneLine } from '../../../shared/words/one-line.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, operationCalled } from '../../reads.ts';
import { tellRollouts } from '../../rollouts-meanwhile.ts';
import { tellBus } from '../../tell-bus.ts';
import { confirm } from '../../terminal/confirm.ts';
import { person } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { pauseLines } from '../../words/pause-lines.ts';
import { toBeSentText } from '../../words/to-be-sent-text.ts';
import { expiredDuring, expiredText, giveMoreTime } from './time-left.ts';

export const resume = defineCommand({
  name: 'resume',
  says: 'Ends a pause: what waits is sent within minutes, unless its time is over. Lists what that releases and what the pause has cost its time, and asks. What would schedule again what was recalled since it was asked for (by panic or cancel) is marked AGAIN; cancel calls it off.',
  options: {
    operation: {
      takes: '<name>',
      says: 'the pause of this operation; without it, the one of everything',
      read: operationCalled,
    },
    yes: {
      says: 'do not ask for confirmation; needed where no terminal is on the standard input and something waits or a rollout goes on',
    },
    extend: {
      says: 'what waits and has no time left gets as much as it had, from now on; without it, it becomes a dead letter',
    },
    again: { says: 'with --yes: also when something is marked AGAIN' },
    ...ofStage,
  },
  needs: ['LEDGER_TABLE'],
  reads: 'EVENT_BUS to have it told; AWS_REGION and AWS credentials that may read, scan and write the table.',
  exits: {
    0: 'resumed',
    1: 'there was no such pause',
    64: 'bad usage or not confirmed',
    69: 'configuration or ledger',
  },
  async run({ operation: only, yes, again, extend, stage }, { terminal, readSettings, here }) {
    const settings = await readSettings({ stage, operation: only });
    const ledger = openLedger(settings.LEDGER_TABLE);
    const { table } = ledger;
    const named = only?.name ?? ALL;
    const pauses = await readPauses(table);
    const before = pauses.find(({ operation }) => operation === named);
    if (before) {
      const others = pauses.filter((one) => one !== before);
      const freed = catalog.filter(({ name }) => holds(name)(before) && !others.some(holds(name)));
      const released = toBeSent(await readUnfinished(table), catalog).filter(({ request: { operation } }) =>
        freed.includes(operation),
      );
      const late = outOfTime(released, Date.now());
      await tellExpired(before, table, freed, terminal, here);
      const names = freed.map(({ name }) => name);
      const rollouts = await tellRollouts('rollouts that go on', names, settings, terminal, here);
      if (released.length > 0) {
        const recalled = await recalledBefore(table, released, catalog);
        await confirmRelease(released, recalled, { yes, again, extend, late }, terminal, here);
      } else if (rollouts > 0 && !yes) await confirm(terminal, { to: 'resume', so: PAUSE_STANDS });
      // More time first: if that fails, the pause stands and nothing is lost.
      if (extend) await giveMoreTime(late, ledger, settings, person());
    }
    const left = await liftPause(table, named);
    if (before) {
      terminal.tell(`ended: ${pauseText(before)}\n`);
      await tellBus(settings, resumedEvent(before, Date.now(), person()), terminal);
    } else terminal.say(`${none(named)}\n`);
    for (const one of left) terminal.tell(`still ${pauseLines(one, here).join('\n')}\n`);
    return before ? EXIT.done : EXIT.refused;
  },
});

interface Decided {
  readonly yes: boolean;
  readonly again: boolean;
  readonly extend: boolean;
  readonly late: readonly ToBeSent[];
}

/** Names what the pause has cost its time already. */
async function tellExpired(
  pause: Pause,
  table: Table,
  freed: readonly Operation[],
  { say }: Terminal,
  here: Here,
) {
  const expired = await expiredDuring(
    pause,
    table,
    freed.map(({ name }) => name),
  );
  if (expired.length > 0)
    say(`expired during the pause, and now dead letters:\n${expiredText(expired, Date.now(), here)}`);
}

/** Throws `BadUsage` unless a person wants all of this sent. */
async function confirmRelease(
  released: readonly ToBeSent[],
  recalled: RecalledBefore,
  { yes, again, extend, late }: Decided,
  terminal: Terminal,
  here: Here,
): Promise<void> {
  terminal.say(`this releases:\n${toBeSentText(released, Date.now(), recalled)}`);
  terminal.say(`to call one off first:  ${begunText('cancel', here)} <request_id>\n`);
  if (late.length > 0) {
    const ids = late.map(({ request }) => request.entry.request_id).join(', ');
    terminal.say(oneLine(`no time left: ${ids}; ${extend ? 'gets as much as it had' : UNLESS_EXTENDED}`));
    terminal.say('\n');
  }
  const repeats = released.flatMap((one) => one.waiting.filter((target) => recalled(one, target))).length;
  const so = PAUSE_STANDS;
  if (repeats > 0) {
    const unless = '--yes --again confirms what is marked AGAIN';
    if (yes && !again) throw new BadUsage(`not confirmed, so ${so}; ${unless}`);
    const to = 'resume, what is marked AGAIN too';
    if (!yes) await confirm(terminal, { word: 'again', to, so, unless });
  } else if (!yes) await confirm(terminal, { to: 'resume', so });
}

const PAUSE_STANDS = 'the pause stands';
const UNLESS_EXTENDED = 'a dead letter soon after, unless --extend gives more';

const none = (operation: string) =>
  operation === ALL ? 'there was no pause of everything' : `${operation} was not paused by itself`;
