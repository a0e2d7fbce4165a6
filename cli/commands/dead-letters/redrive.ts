import { planRedrive } from '../../../shared/desk/letters/redrive-plan.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { type Planned, redrive as sendOn } from '../../redrive.ts';
import { confirm } from '../../terminal/confirm.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { withAdvice } from '../../words/aws-advice.ts';
import { planText, redrivenText } from '../../words/redrive-text.ts';
import { caseOf } from './letter-case.ts';
import { noLetter, options, readLetters, reads, words } from './read-letters.ts';

export const redrive = defineCommand({
  name: 'dead-letters redrive',
  says: 'Puts messages of a dead-letter queue back on the work queue, then removes them there. Shows what that sends, and asks.',
  words,
  options: {
    ...options,
    resend: {
      says: 'targets whose outcome is unknown are sent AGAIN, although the cloud may be doing it already',
    },
    extend: { says: 'a new deadline, counted from now' },
    yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
  },
  needs: ['DEAD_LETTER_QUEUE_URL', 'QUEUE_URL', 'LEDGER_TABLE'],
  reads,
  exits: {
    0: 'done',
    1: 'nothing has that id or some messages could not be redriven',
    64: 'bad usage or not confirmed',
    69: 'configuration, queue or ledger',
  },
  async run({ operation, id, output = 'text', resend, extend, yes, stage }, { terminal, readSettings }) {
    const { print, say } = terminal;
    const settings = await readSettings({ stage, operation });
    return readLetters(settings.DEAD_LETTER_QUEUE_URL, { operation, id }, async (read) => {
      if (id !== undefined && read.found.length === 0) {
        say(noLetter(operation, id, read.more));
        return EXIT.refused;
      }
      const planned: Planned[] = [];
      for (const { message, letter } of read.found) {
        const about = await caseOf(operation, settings, letter);
        const plan = planRedrive(about, { named: id !== undefined, resend, extend }, Date.now());
        planned.push({ message, letter, plan });
      }
      say(planText(planned));
      if (!yes) await confirmAll(id, planned, terminal);
      if (Date.now() > read.heldUntil) {
        throw new BadUsage('confirmed too late, so nothing was sent: start over');
      }
      const queues = { workQueue: settings.QUEUE_URL, deadLetters: read.queue };
      const redriven = await sendOn(operation, planned, queues);
      for (const { message } of redriven.moved) read.moved(message);
      print(redrivenText({ operation, output }, planned, redriven));
      if (redriven.failed) say(`${withAdvice(redriven.failed)}\n`);
      if (redriven.failed) return EXIT.unavailable;
      return redriven.moved.length < planned.length ? EXIT.refused : EXIT.done;
    });
  },
});

/**
 * Throws `BadUsage` unless the person at the terminal agrees: to each sending-again by its request_id, which answers for a
 * letter that was named; to all others with a yes.
 */
async function confirmAll(
  id: string | undefined,
  planned: readonly Planned[],
  terminal: Terminal,
): Promise<void> {
  const moving = planned.filter(({ plan }) => !('stays' in plan));
  const again = moving.filter(({ plan }) => !('stays' in plan) && plan.again.length > 0);
  if (moving.length > (id === undefined ? 0 : again.length)) {
    await confirm(terminal, {
      to: moving.length === 1 ? 'redrive it' : `redrive these ${moving.length}`,
    });
  }
  for (const word of new Set(again.map(({ letter }) => letter.request_id))) {
    await confirm(terminal, { word, to: 'send it AGAIN' });
  }
}
