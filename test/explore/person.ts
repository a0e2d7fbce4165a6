import { openDeadLetterQueue, received } from '../../cli/dead-letter-queue.ts';
import { redrive } from '../../cli/redrive.ts';
import { letterOf } from '../../shared/desk/letters/letter.ts';
import { planRedrive } from '../../shared/desk/letters/redrive-plan.ts';
import { requestKey } from '../../shared/ledger/keys.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import type { Mail } from './queues.ts';
import type { Scenario } from './scenarios.ts';
import type { Watch } from './watch.ts';

/**
 * Redrives one dead letter as a person does who has looked in the console: undecided work that the cloud never had is sent
 * again, with more time. What the plan leaves on the queue stays there.
 */
export async function redriveLetter(
  { operation, example }: Scenario,
  mail: Mail,
  watch: Watch,
): Promise<void> {
  const settings = loadSettings();
  const { LEDGER_TABLE = '', QUEUE_URL: workQueue = '', DEAD_LETTER_QUEUE_URL = '' } = settings;
  const message = messageOf(mail);
  const letter = letterOf(received(message));
  const { request_id } = letter;
  const held = await openLedger(LEDGER_TABLE).read(
    requestKey(operation.name, example.project_id, request_id),
  );
  const resend = !watch.taken.some((taken) => taken.request_id === request_id);
  const about = { operation, site: settings, letter, entry: held?.entry };
  const plan = planRedrive(about, { named: true, resend, extend: true }, Date.now());
  const deadLetters = openDeadLetterQueue(DEAD_LETTER_QUEUE_URL.replaceAll('{operation}', operation.name));
  await redrive(operation, [{ message, letter, plan }], { workQueue, deadLetters });
}

/** The request that a letter is about. */
export const requestOf = (mail: Mail): string => letterOf(received(messageOf(mail))).request_id;

const messageOf = ({ id, body, attributes, sent, receives }: Mail) => ({
  MessageId: id,
  ReceiptHandle: id,
  Body: body,
  Attributes: { SentTimestamp: String(sent), ApproximateReceiveCount: String(receives) },
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
  ),
});
