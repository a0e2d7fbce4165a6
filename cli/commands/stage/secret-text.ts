import { loadSettings } from '../../../shared/settings/settings.ts';
import { channelsIn } from '../../../shared/telling/channels/read-channels.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import { readSenders } from '../../../shared/triggers/webhook/verify-signature.ts';
import { BadUsage } from '../../command.ts';

/** The senders in a JSON text. Throws `BadUsage`. */
export async function sendersIn(text: string): Promise<ReadonlyMap<string, readonly string[]>> {
  try {
    return await readSenders({ ...loadSettings({}), WEBHOOK_SENDERS: text });
  } catch (error) {
    if (error instanceof Misconfigured)
      throw new BadUsage(error.message.replace('WEBHOOK_SENDERS', 'senders'));
    throw error;
  }
}

/** Senders, a line each. */
export const listed = (senders: ReadonlyMap<string, readonly string[]>) =>
  [...senders]
    .map(([name, { length }]) => `  ${name}: ${length === 1 ? 'one secret' : 'two secrets'}\n`)
    .join('');

/** The channels in a JSON text, a line each. Throws `BadUsage`. */
export function kindsIn(text: string): string {
  try {
    const channels = channelsIn(text, { local: false, called: 'channels' });
    return [...channels].map(([name, { kind }]) => `  ${name}: ${kind}\n`).join('');
  } catch (error) {
    if (error instanceof Misconfigured) throw new BadUsage(error.message);
    throw error;
  }
}
