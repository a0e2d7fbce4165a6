import { targetCount } from '../../../shared/desk/letters/intent-in.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-code.ts';
import { tableOutput } from '../../reads.ts';
import { listed, listRecord, listRows } from '../../words/list-text.ts';
import { alignedText, csvText, markdownText } from '../../words/table-text.ts';
import { json, noLetter, options, readLetters, reads, words } from './read-letters.ts';

export const list = defineCommand({
  name: 'dead-letters list',
  says: "Lists every message on an operation's dead-letter queue, without removing any. What no later try could cure lies there until a person has looked at it.",
  words,
  options: { ...options, output: tableOutput },
  needs: ['DEAD_LETTER_QUEUE_URL'],
  reads,
  exits: { 0: 'done', 1: 'nothing has that id', 64: 'bad usage', 69: 'configuration or queue' },
  async run({ operation, id, output = 'text', stage }, { terminal, readSettings }) {
    const { print, say } = terminal;
    const settings = await readSettings({ stage, operation });
    return readLetters(settings.DEAD_LETTER_QUEUE_URL, { operation, id }, async ({ found, more }) => {
      const rows = found.map(({ letter }) =>
        listed(letter, targetCount({ operation, site: settings }, letter)),
      );
      if (output === 'json') print(json({ operation: operation.name, at_least: more, messages: rows }));
      else {
        if (output === 'csv') print(csvText(listRecord(rows)));
        else if (output === 'md') print(markdownText(listRecord(rows)));
        else if (rows.length > 0) print(alignedText(listRows(rows), terminal.width));
        say(`${more ? 'at least ' : ''}${rows.length} on the dead-letter queue of ${operation.name}\n`);
      }
      if (id === undefined || found.length > 0) return EXIT.done;
      say(noLetter(operation, id, more));
      return EXIT.refused;
    });
  },
});
