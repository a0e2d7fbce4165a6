import { type AlarmRecord, firingIn, listFiring } from '../../huawei/alarms.ts';
import type { Credentials } from '../../huawei/credentials.ts';
import { reader } from '../../huawei/read.ts';
import type { Settings } from '../../settings/settings.ts';
import { CredentialsRefused } from '../../terms/errors.ts';
import { redactText } from '../../values/redact.ts';
import type { PlaceId } from '../selectors/surveyed.ts';
import type { AlarmAsk } from '../steering/ask.ts';

/** More than these are not kept: the answer is one item of the table. */
const MOST = 500;
/** So much of a name that somebody gave an alarm is kept. */
const LONGEST_NAME = 120;

/** Reads what fires at a service's instances in a place; the words say why where that is not known. */
export function alarmReader(
  { region, project }: PlaceId,
  login: Credentials,
  settings: Settings,
  remaining: () => number,
): (service: AlarmAsk['service']) => Promise<NonNullable<AlarmAsk['answer']>> {
  const place = { region, project_id: project };
  return async (service) => {
    const at = Date.now();
    const faults: string[] = [];
    const { all } = reader('ces', place, apart(login), settings, remaining, {
      tell: (why) => faults.push(why),
    });
    const failed = (words: string) => ({ at, words: redactText(words) });
    try {
      const firing = firingIn(service, await all(listFiring(service)));
      if (!firing) return failed(faults[0] ?? 'Cloud Eye did not show all of them');
      if (firing.length > MOST) return failed(`more than ${MOST} alarms fire in the project`);
      return { at, firing: firing.map(shortened), words: `${firing.length} fire` };
    } catch (error) {
      if (error instanceof CredentialsRefused) return failed(error.message);
      throw error;
    }
  };
}

/** What Cloud Eye says of a login is nothing that keeps databases from being asked by it. */
const apart = (login: Credentials): Credentials => ({
  mode: login.mode,
  sign: (request) => login.sign(request),
  mask: (request) => login.mask(request),
  ready: () => login.ready(),
  tell: async () => {},
  leave: () => login.leave(),
  renew: () => login.renew(),
});

const shortened = ({ name, ...record }: AlarmRecord): AlarmRecord => ({
  ...record,
  name: redactText(name).slice(0, LONGEST_NAME),
});
