import { type Check, configured } from '../check.ts';
import { isOpen, readAws } from '../read-aws.ts';

/** The bus that hears of settled requests and ended jobs. */
export const bus: Check = {
  group: 'ledger and queues',
  name: 'event bus',
  asks: 'Is it there, and closed to strangers?',
  needs: ['variables'],
  async look(context) {
    const Name = configured(context).settings.EVENT_BUS;
    if (!Name) return { level: 'not_checked', says: 'EVENT_BUS is not set: no event tells of ends' };
    const said = await readAws<{ Arn?: string; Policy?: string }>('eventbridge', 'DescribeEventBus', {
      Name,
    });
    if ('finding' in said) return said.finding;
    return isOpen(said.output.Policy)
      ? {
          level: 'warning',
          says: `${Name} takes events from anybody: whoever listens cannot trust them`,
          todo: 'give its policy a principal or a condition',
        }
      : { level: 'ok', says: Name };
  },
};
