import { putOnQueue } from '../../../shared/platform/platform.ts';
import { toTell } from '../../../shared/telling/chat/to-tell.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { defineCommand } from '../../command.ts';
import { type DeadLetterQueue, type Message, openDeadLetterQueue } from '../../dead-letter-queue.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, tableOutput } from '../../reads.ts';
import { confirm } from '../../terminal/confirm.ts';
import { alignedText, csvText, markdownText } from '../../words/table-text.ts';

const TELLER = 'tell-chat';
// How long messages stay hidden from others while a person decides.
const HOLD_SECONDS = 600;
const reads = 'AWS_REGION and the AWS credentials.';

export const missed = defineCommand({
  name: 'channels missed',
  says: 'Lists the events of rollouts that a channel was not told for two hours: they wait on the dead-letter queue of tell-chat, and none is removed.',
  options: { output: tableOutput, ...ofStage },
  needs: ['DEAD_LETTER_QUEUE_URL'],
  reads,
  exits: { 0: 'done', 64: 'bad usage', 69: 'configuration or queue' },
  async run({ output = 'text', ...of }, { terminal, readSettings }) {
    const { DEAD_LETTER_QUEUE_URL: url, STAGE } = await readSettings(of);
    return taken(url, async ({ messages, more }) => {
      const rows = messages.map((message) => rowOf(message, STAGE));
      const record = [['sent', 'event', 'channels', 'says'], ...rows.map((row) => Object.values(row))];
      if (output === 'json') terminal.print(`${JSON.stringify({ at_least: more, missed: rows }, null, 2)}\n`);
      else if (output === 'csv') terminal.print(csvText(record));
      else if (output === 'md') terminal.print(markdownText(record));
      else if (rows.length > 0) terminal.print(alignedText(record, terminal.width));
      terminal.say(`${more ? 'at least ' : ''}${rows.length} missed\n`);
      return EXIT.done;
    });
  },
});

export const redriveMissed = defineCommand({
  name: 'channels redrive',
  says: 'Puts the events that channels missed back on the queue of tell-chat after it has asked. A channel that was told already is not told again within 30 days.',
  options: {
    yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
    ...ofStage,
  },
  needs: ['DEAD_LETTER_QUEUE_URL', 'QUEUE_URL'],
  reads,
  exits: { 0: 'done', 64: 'bad usage or not confirmed', 69: 'configuration or queue' },
  async run({ yes, ...of }, { terminal, readSettings }) {
    const { DEAD_LETTER_QUEUE_URL: url, QUEUE_URL, STAGE } = await readSettings(of);
    return taken(url, async ({ messages, queue, moved }) => {
      const rows = messages.map((message) => Object.values(rowOf(message, STAGE)));
      if (rows.length > 0) terminal.say(alignedText(rows, terminal.width));
      if (rows.length > 0 && !yes)
        await confirm(terminal, { to: `have channels told of these ${rows.length}` });
      for (const message of messages) {
        // Lost in between it is told of twice, which the marks of the channels take.
        await putOnQueue(QUEUE_URL, TELLER, [{ body: message.Body ?? '', attributes: {} }]);
        await queue.remove(message);
        moved(message);
      }
      terminal.print(`${messages.length} put back\n`);
      return EXIT.done;
    });
  },
});

interface Taken {
  readonly messages: readonly Message[];
  readonly more: boolean;
  readonly queue: DeadLetterQueue;
  moved(message: Message): void;
}

/** Hides what was missed from others while it is used, and shows what is left of it again. Throws `PlatformUnavailable`. */
async function taken<Result>(url: string, use: (taken: Taken) => Promise<Result>): Promise<Result> {
  const queue = openDeadLetterQueue(url.replaceAll('{operation}', TELLER));
  const { messages, more } = await queue.takeAll(HOLD_SECONDS);
  const hidden = new Set(messages);
  try {
    return await use({ messages, more, queue, moved: (message) => hidden.delete(message) });
  } finally {
    await queue.giveBack([...hidden]);
  }
}

/** A message as a row: when it was first sent, which event, to whom, and what it says. */
function rowOf({ Body = '', Attributes = {} }: Message, stage: string) {
  const told = toTell(Body, stage);
  return {
    sent: new Date(Number(Attributes.SentTimestamp) || 0).toISOString(),
    event: told?.message.title ?? 'no event of a rollout',
    channels: told?.to.join(' ') ?? '',
    says: told?.message.text ?? redactText(Body).slice(0, 200),
  };
}
