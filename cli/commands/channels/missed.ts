import { TELLERS } from '../../../infra/aws/functions.ts';
import { putOnQueue } from '../../../shared/platform/platform.ts';
import { toTell } from '../../../shared/telling/chat/to-tell.ts';
import { outcomeIn } from '../../../shared/telling/desk/outcome.ts';
import { redactText } from '../../../shared/values/redact.ts';
import { defineCommand } from '../../command.ts';
import { type DeadLetterQueue, type Message, openDeadLetterQueue } from '../../dead-letter-queue.ts';
import { EXIT } from '../../exit-code.ts';
import { ofStage, tableOutput } from '../../reads.ts';
import { confirm } from '../../terminal/confirm.ts';
import { alignedText, csvText, markdownText } from '../../words/table-text.ts';

// How long messages stay hidden from others while a person decides.
const HOLD_SECONDS = 600;
const reads = 'AWS_REGION and the AWS credentials.';

export const missed = defineCommand({
  name: 'channels missed',
  says: 'Lists the events of rollouts that a channel was not told for two hours, and the outcomes that a change desk was not: they wait on the dead-letter queues of tell-chat and tell-desk, and none is removed.',
  options: { output: tableOutput, ...ofStage },
  needs: ['DEAD_LETTER_QUEUE_URL'],
  reads,
  exits: { 0: 'done', 64: 'bad usage', 69: 'configuration or queue' },
  async run({ output = 'text', ...of }, { terminal, readSettings }) {
    const { DEAD_LETTER_QUEUE_URL: url, STAGE } = await readSettings(of);
    return taken(url, async ({ missed: all, more }) => {
      const rows = all.map((one) => rowOf(one, STAGE));
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
  says: 'Puts the events that channels and change desks missed back on their queues after it has asked. A channel that was told already is not told again within 30 days; a desk is told under the same webhook-id.',
  options: {
    yes: { says: 'do not ask for confirmation; needed where no terminal is on the standard input' },
    ...ofStage,
  },
  needs: ['DEAD_LETTER_QUEUE_URL', 'QUEUE_URL'],
  reads,
  exits: { 0: 'done', 64: 'bad usage or not confirmed', 69: 'configuration or queue' },
  async run({ yes, ...of }, { terminal, readSettings }) {
    const { DEAD_LETTER_QUEUE_URL: url, QUEUE_URL, STAGE } = await readSettings(of);
    return taken(url, async ({ missed: all, moved }) => {
      const rows = all.map((one) => Object.values(rowOf(one, STAGE)));
      if (rows.length > 0) terminal.say(alignedText(rows, terminal.width));
      if (rows.length > 0 && !yes) await confirm(terminal, { to: `have them told of these ${rows.length}` });
      for (const one of all) {
        const { teller, queue, message } = one;
        // Lost in between it is told of twice, which the marks of the channels take, and desks know by its id.
        await putOnQueue(QUEUE_URL, teller, [{ body: message.Body ?? '', attributes: {} }]);
        await queue.remove(message);
        moved(one);
      }
      terminal.print(`${all.length} put back\n`);
      return EXIT.done;
    });
  },
});

/** What was missed, on whose queue. */
interface Missed {
  readonly teller: (typeof TELLERS)[number];
  readonly queue: DeadLetterQueue;
  readonly message: Message;
}

interface Taken {
  readonly missed: readonly Missed[];
  readonly more: boolean;
  moved(one: Missed): void;
}

/** Hides what was missed from others while it is used, and shows what is left of it again. Throws `PlatformUnavailable`. */
async function taken<Result>(url: string, use: (taken: Taken) => Promise<Result>): Promise<Result> {
  const hidden = new Set<Missed>();
  let more = false;
  try {
    for (const teller of TELLERS) {
      const queue = openDeadLetterQueue(url.replaceAll('{operation}', teller));
      const read = await queue.takeAll(HOLD_SECONDS);
      for (const message of read.messages) hidden.add({ teller, queue, message });
      more ||= read.more;
    }
    return await use({ missed: [...hidden], more, moved: (one) => hidden.delete(one) });
  } finally {
    for (const [queue, left] of Map.groupBy(hidden, (one) => one.queue)) {
      await queue.giveBack(left.map(({ message }) => message));
    }
  }
}

/** What was missed as a row: when it was first sent, which event, to whom, and what it says. */
function rowOf({ teller, message: { Body = '', Attributes = {} } }: Missed, stage: string) {
  const sent = new Date(Number(Attributes.SentTimestamp) || 0).toISOString();
  const says = redactText(Body).slice(0, 200);
  if (teller === 'tell-desk') {
    const outcome = outcomeIn(Body);
    const { title = 'no outcome of a webhook', text = says } = outcome?.message ?? {};
    return { sent, event: title, channels: outcome?.sender ?? '', says: text };
  }
  const read = toTell(Body, stage);
  const told = read && 'message' in read ? read : undefined;
  return {
    sent,
    event: told?.message.title ?? (read && 'day' in read ? `what went well by ${read.day}` : 'no event'),
    channels: told?.to.join(' ') ?? '',
    says: told?.message.text ?? says,
  };
}
