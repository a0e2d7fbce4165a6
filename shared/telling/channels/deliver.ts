import { NotSent, OutcomeUnknown } from '../../terms/errors.ts';
import { short } from '../../terms/outcome.ts';
import { send } from '../../transport/transport.ts';
import type { Channel, Message } from './channel.ts';

const TIMEOUT_MS = 8000;
const IDLE_MS = 15_000;
const LONGEST_REPLY = 64 * 1024;

/** Sends one message to a channel at a time (epoch ms), once. Says why the channel did not take it, or that nobody knows. */
export async function deliver(channel: Channel, message: Message, now: number): Promise<true | string> {
  const { url, headers, body } = channel.adapter.request(channel, message, now);
  const { origin, pathname, search } = new URL(url);
  // A local stage alone has a URL of http, and that leads to this machine.
  const inside = url.startsWith('http:');
  const path = `${pathname}${search}`;
  const request = { method: 'POST', origin, path, headers, body, ...(!inside && { toInternet: true }) };
  try {
    return channel.adapter.accepted(await send(request, TIMEOUT_MS, IDLE_MS, LONGEST_REPLY));
  } catch (error) {
    if (error instanceof NotSent || error instanceof OutcomeUnknown) return short(error.message);
    throw error;
  }
}
