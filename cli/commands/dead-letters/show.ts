import { nextSteps } from '../../../shared/desk/letters/next-steps.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { letterJson, letterText } from '../../words/letter-text.ts';
import { adviceLine } from '../../words/what-now-lines.ts';
import { caseOf } from './letter-case.ts';
import { json, noLetter, options, readLetters, reads, words } from './read-letters.ts';

export const show = defineCommand({
  name: 'dead-letters show',
  says: 'Shows one message of a dead-letter queue, what the ledger says of its request, and what to do next.',
  words,
  options,
  needs: ['DEAD_LETTER_QUEUE_URL', 'LEDGER_TABLE'],
  reads,
  exits: { 0: 'done', 1: 'nothing has that id', 64: 'bad usage', 69: 'configuration, queue or ledger' },
  async run({ operation, id, output = 'text', stage }, { terminal, readSettings, misused, here }) {
    if (id === undefined) throw misused('show needs --id');
    const settings = await readSettings({ stage, operation });
    return readLetters(settings.DEAD_LETTER_QUEUE_URL, { operation, id }, async ({ found, more }) => {
      const messages: object[] = [];
      for (const { letter } of found) {
        const about = await caseOf(operation, settings, letter);
        const next = nextSteps(about, Date.now()).map((step) => adviceLine(step, here));
        if (output === 'text') terminal.print(letterText(letter, about.entry, next));
        else messages.push(letterJson(letter, about.entry, next));
      }
      if (messages.length > 0) terminal.print(json({ operation: operation.name, messages }));
      if (found.length > 0) return EXIT.done;
      terminal.say(noLetter(operation, id, more));
      return EXIT.refused;
    });
  },
});
