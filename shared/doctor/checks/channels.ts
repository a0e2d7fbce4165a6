import type { Settings } from '../../settings/settings.ts';
import { type Channels, PEOPLE, readChannels } from '../../telling/channels/read-channels.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { unreadSecret } from './unread-secret.ts';

const SET = 'secrets set channels replaces them; docs/events.md has the form';

/** Who is told of rollouts beside the people of the mails. Nothing is sent. */
export const channels: Check = {
  group: 'fleets',
  name: 'channels',
  asks: 'Are the channels in their secret right, and are those there that fleets name? Nothing is sent to them.',
  needs: ['variables'],
  async look(context) {
    const read = await readOr(configured(context).settings);
    if ('level' in read) return read;
    const named = [...new Set(context.told ?? [])].filter((name) => name !== PEOPLE);
    const missing = named.filter((name) => !read.channels.has(name));
    if (missing.length > 0) {
      return {
        level: 'broken',
        says: `fleets name channels that are not there: ${missing.join(', ')}`,
        todo: SET,
      };
    }
    const kinds = [...read.channels.values()].map(({ name, kind }) => `${name} (${kind})`);
    return { level: 'ok', says: kinds.join(', ') || 'none: people are told by mail alone' };
  },
};

async function readOr(settings: Settings): Promise<{ readonly channels: Channels } | Finding> {
  try {
    return { channels: await readChannels(settings) };
  } catch (error) {
    return unreadSecret(error, SET);
  }
}
