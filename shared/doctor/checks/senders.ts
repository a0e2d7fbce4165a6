import { readSenders, type Sender } from '../../telling/desk/senders.ts';
import { PlatformUnavailable } from '../../terms/errors.ts';
import { type Check, configured } from '../check.ts';
import { unreadSecret } from './unread-secret.ts';

const SET = 'secrets set senders replaces them; docs/change-desk.md has the form';

/** Who may send webhooks, and is told outcomes. Nothing is sent. */
export const senders: Check = {
  group: 'ledger and queues',
  name: 'webhook senders',
  asks: 'Are the senders of webhooks in their secret right? Nothing is sent to them.',
  needs: ['variables'],
  async look(context) {
    const { settings } = configured(context);
    if (!settings.WEBHOOK_SENDERS && !settings.WEBHOOK_SENDERS_SECRET) {
      return { level: 'not_checked', says: 'WEBHOOK_SENDERS_SECRET is not set' };
    }
    try {
      const all = [...(await readSenders(settings))].map(([name, sender]) => `${name}${moreOf(sender)}`);
      return { level: 'ok', says: all.join(', ') || 'none: every webhook is turned away' };
    } catch (error) {
      const isEmpty = error instanceof PlatformUnavailable && error.because === 'missing';
      return isEmpty
        ? { level: 'ok', says: 'none yet: every webhook is turned away' }
        : unreadSecret(error, SET);
    }
  },
};

const moreOf = ({ url, fields }: Sender): string => {
  const more = [url !== undefined && 'told outcomes', fields && 'fields by other names'].filter(Boolean);
  return more.length > 0 ? ` (${more.join(', ')})` : '';
};
