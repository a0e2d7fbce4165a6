import type { Invocation, Received } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { redact } from '../../values/redact.ts';
import type { Adapter, Channel } from '../channels/channel.ts';
import { deliver } from '../channels/deliver.ts';
import { webhook } from '../channels/webhook.ts';
import { metricsOf, printLine } from '../log.ts';
import { tellEach } from '../tell-each.ts';
import { type DeskOutcome, outcomeIn } from './outcome.ts';
import { readSenders, type Sender } from './senders.ts';

/** Less time than one desk may take is too little to begin. */
const LEAST_MS = 12_000;

/** What came of an outcome. *no url*: its sender wants to be told nothing, or is none any more. */
interface Came {
  readonly is: 'told' | 'no url' | 'waits' | 'refused' | 'failed';
  readonly why?: string;
}

/** Tells the senders of webhooks what became of what they brought; returns the ids of messages of which one has still to hear. */
export const tellDesk = (
  messages: readonly Received[],
  { remaining }: Invocation,
  given: Given,
): Promise<string[]> =>
  tellEach<DeskOutcome, Came>(messages, {
    read: outcomeIn,
    tell: (outcome) => tellOne(outcome, remaining, inForce(given)),
    failed: (why) => ({ is: 'failed', why }),
    isOpen: ({ is }) => is !== 'told' && is !== 'no url',
    print,
  });

async function tellOne(
  { sender: name, message }: DeskOutcome,
  remaining: () => number,
  settings: Settings,
): Promise<Came> {
  const sender = (await readSenders(settings)).get(name);
  if (!sender?.url) return { is: 'no url' };
  if (remaining() < LEAST_MS) return { is: 'waits', why: 'this run has no time left' };
  const taken = await deliver(channelOf(name, sender, sender.url), message, Date.now());
  return taken === true ? { is: 'told' } : { is: 'refused', why: taken };
}

/** A sender as a channel, to which a message is signed with each of its secrets, so that either is good while they rotate. */
function channelOf(name: string, { secrets }: Sender, url: string): Channel {
  const adapter: Adapter = {
    ...webhook,
    request({ url: to }, message, now) {
      const signed = secrets.map((secret) => webhook.request({ url: to, secret }, message, now));
      const [first] = signed;
      if (!first) throw new TypeError('a sender without a secret');
      const signatures = signed.map(({ headers }) => headers['webhook-signature']);
      return { ...first, headers: { ...first.headers, 'webhook-signature': signatures.join(' ') } };
    },
  };
  return { name, kind: 'webhook', url, adapter };
}

const METRICS = metricsOf({ told: 'Count', failed: 'Count' });

/** Prints the one line of an outcome. What only waits is no failure. */
function print(id: string, outcome: DeskOutcome | undefined, { is, why }: Came): void {
  const failed = is === 'refused' || is === 'failed' ? 1 : 0;
  const fields = redact({
    operation: 'tell-desk',
    message: id,
    ...(outcome && {
      event_id: outcome.message.id,
      event: outcome.message.title,
      sender: outcome.sender,
      request_id: outcome.request_id,
    }),
    is,
    ...(why !== undefined && { why }),
  });
  printLine(failed ? 'ERROR' : 'INFO', { ...fields, told: is === 'told' ? 1 : 0, failed }, METRICS, [
    ['operation'],
  ]);
}
