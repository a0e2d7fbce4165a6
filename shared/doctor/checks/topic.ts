import { howMany } from '../../values/how-many.ts';
import { type Check, configured, type Finding } from '../check.ts';
import { readSubscriptions } from '../read-aws.ts';

/** The topic by which people are mailed, alarms too. Nothing is sent. */
export const topic: Check = {
  group: 'ledger and queues',
  name: 'mails',
  asks: 'Is the topic of mails there, and has somebody confirmed a subscription? Nothing is sent.',
  needs: ['variables'],
  async look(context) {
    const { PEOPLE_TOPIC } = configured(context).settings;
    if (!PEOPLE_TOPIC) return { level: 'not_checked', says: 'PEOPLE_TOPIC is not set: nobody is mailed' };
    const said = await readSubscriptions(PEOPLE_TOPIC);
    if ('finding' in said) return said.finding;
    const { confirmed, pending } = said.output;
    const waiting = `${howMany(pending, 'subscription')} not confirmed`;
    if (confirmed > 0 && pending === 0) return { level: 'ok', says: howMany(confirmed, 'subscription') };
    if (confirmed > 0)
      return { level: 'warning', says: `${howMany(confirmed, 'subscription')}, and ${waiting}`, ...CONFIRM };
    return pending > 0
      ? {
          level: 'broken',
          says: `${waiting}, and no other: no alarm and no mail reaches anybody`,
          ...CONFIRM,
        }
      : {
          level: 'warning',
          says: 'nobody subscribes: no alarm and no mail reaches anybody',
          todo: 'set PEOPLE_EMAIL and deploy',
        };
  },
};

const CONFIRM = {
  todo: 'confirm it, as step 8 of docs/operations.md says; an address that is no longer wanted goes out of PEOPLE_EMAIL',
} satisfies Partial<Finding>;
