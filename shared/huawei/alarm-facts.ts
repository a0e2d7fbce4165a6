import type { Fact } from '../terms/inspection.ts';
import { firingIn } from './alarms.ts';
import { cesAlarms } from './documented/ces-alarms.ts';
import { services } from './services/services.ts';

/** Whose an alarm is shows in its dimensions: an inference out of the tables of namespaces. */
export const alarmsNameInstances: Fact = {
  id: 'alarms-name-instances',
  says: 'An alarm at a database names its instance by a dimension of the documented tables, or as its resource',
  relied_on: 'shared/huawei/alarms.ts',
  otherwise: 'a new alarm holds every wave whose gate counts alarms, whosever it is',
  only_while: 'an alarm fires',
  judge: (seen) => {
    const records = seen.items(cesAlarms, 'alarm_histories');
    const firing = services.flatMap(({ name, alarms }) => {
      const answers = Object.fromEntries(
        alarms.map(({ namespace }) => [
          namespace,
          records.filter(({ metric }) => (metric as { namespace?: unknown } | null)?.namespace === namespace),
        ]),
      );
      return firingIn(name, answers) ?? [];
    });
    const nameless = firing.filter(({ of }) => of.length === 0);
    if (nameless.length > 0) return { refuted: `${nameless.length} of ${firing.length} name none` };
    return firing.length > 0 ? { confirmed: `${firing.length} alarms` } : { unseen: 'no alarm fires' };
  },
};
