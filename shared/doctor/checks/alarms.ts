import { firingIn, listFiring } from '../../huawei/alarms.ts';
import { reader } from '../../huawei/read.ts';
import { labelOf, type ServiceName } from '../../huawei/services/services.ts';
import { type Check, configured, type Finding } from '../check.ts';

const TODO =
  'a wave whose gate counts alarms waits for a person: the login may need ces:alarmHistory:list, or HW_ENDPOINTS the host of ces';

/** The alarms at which gates of fleets look can be read, for every service. */
export const alarms = (services: readonly ServiceName[]): Check => ({
  group: 'fleets',
  name: 'alarms of gates',
  asks: 'Can Cloud Eye be read where a wave of fleets.yml has a gate that counts alarms?',
  needs: ['login'],
  async look(context) {
    const { settings, place } = configured(context);
    const { credentials, recorder, gates = 0 } = context;
    if (gates === 0) return { level: 'not_checked', says: 'no wave has a gate that counts alarms' };
    if (!credentials) throw new TypeError('this check needs the login');
    const why: string[] = [];
    const cloud = reader('ces', place, credentials, settings, () => Number.POSITIVE_INFINITY, {
      tell: (words) => why.push(words),
      transmit: recorder.to('ces'),
    });
    const found = [];
    for (const service of services) {
      found.push({ service, firing: firingIn(service, await cloud.all(listFiring(service))) });
    }
    return judge(found, why);
  },
});

function judge(
  found: readonly { readonly service: ServiceName; readonly firing?: readonly unknown[] | undefined }[],
  why: readonly string[],
): Finding {
  const unread = found.filter(({ firing }) => firing === undefined);
  if (unread.length > 0) {
    const names = unread.map(({ service }) => labelOf(service)).join(', ');
    return { level: 'broken', says: `not to be read: ${names}`, details: [...new Set(why)], todo: TODO };
  }
  const counts = found.map(({ service, firing = [] }) => `${firing.length} at ${labelOf(service)}`);
  return { level: 'ok', says: `alarms that fire: ${counts.join(', ')}` };
}
