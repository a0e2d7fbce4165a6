import type { PlaceId } from '../../fleet/selectors/surveyed.ts';
import { firingIn, listFiring } from '../../huawei/alarms.ts';
import { openCredentials } from '../../huawei/open-credentials.ts';
import { reader } from '../../huawei/read.ts';
import { labelOf, type ServiceName } from '../../huawei/services/services.ts';
import { CredentialsRefused, Ended } from '../../terms/errors.ts';
import { howMany } from '../../values/how-many.ts';
import { type Check, type Context, configured, type Finding } from '../check.ts';

/** The alarms at which gates of fleets look can be read, for every service in every place of those fleets. */
export const alarms = (services: readonly ServiceName[]): Check => ({
  group: 'fleets',
  name: 'alarms of gates',
  asks: 'Can Cloud Eye be read in every place where a wave of fleets.yml has a gate that counts alarms?',
  needs: ['login'],
  async look(context) {
    const { gates = [] } = context;
    if (gates.length === 0) return { level: 'not_checked', says: 'no wave has a gate that counts alarms' };
    const found: Found[] = [];
    for (const place of gates) {
      found.push(await readIn(place, services, context));
      // A login that is refused is not tried in the next place: that locks a user.
      if (found.at(-1)?.refused) break;
    }
    return judge(found, gates.length);
  },
});

/** What a place showed: alarms that fire by service, undefined where they could not be read, and why. */
interface Found {
  readonly place: PlaceId;
  readonly firing: readonly (readonly [service: ServiceName, count: number | undefined])[];
  readonly why: readonly string[];
  readonly refused?: true;
}

async function readIn(place: PlaceId, services: readonly ServiceName[], context: Context): Promise<Found> {
  const { settings, place: own } = configured(context);
  const { credentials, recorder } = context;
  if (!credentials) throw new TypeError('this check needs the login');
  const { region, project: project_id } = place;
  const asked = { region, project_id };
  const why: string[] = [];
  const firing: [ServiceName, number | undefined][] = [];
  try {
    const isOwn = region === own.region && project_id === own.project_id;
    const login = isOwn
      ? credentials
      : await openCredentials(settings, asked, { transmit: recorder.to('iam') });
    const cloud = reader('ces', asked, login, settings, () => Number.POSITIVE_INFINITY, {
      tell: (words) => why.push(words),
      transmit: recorder.to('ces'),
    });
    for (const service of services) {
      firing.push([service, firingIn(service, await cloud.all(listFiring(service)))?.length]);
    }
    return { place, firing, why };
  } catch (error) {
    if (!(error instanceof Ended)) throw error;
    const unread = services.map((service) => [service, undefined] as const);
    const refused = error instanceof CredentialsRefused ? ({ refused: true } as const) : {};
    return { place, firing: unread, why: [...why, error.message], ...refused };
  }
}

function judge(found: readonly Found[], wanted: number): Finding {
  const unread = found.filter(({ firing }) => firing.some(([, count]) => count === undefined));
  const places = howMany(wanted, 'place');
  if (unread.length === 0) {
    return { level: 'ok', says: `can be read in ${places}`, details: found.map(firingText) };
  }
  const skipped = wanted - found.length;
  return {
    level: 'broken',
    says: `cannot be read in ${unread.length} of ${places}${skipped > 0 ? `; ${skipped} not asked` : ''}`,
    details: unread.map(unreadText),
    todo: 'a wave whose gate counts alarms waits for a person: the login may need ces:alarmHistory:list there, or HW_ENDPOINTS the host of ces',
  };
}

const nameOf = ({ region, project }: PlaceId) => `${region}, project ${project}`;

const firingText = ({ place, firing }: Found) =>
  `${nameOf(place)}: ${firing.map(([service, count]) => `${count} at ${labelOf(service)}`).join(', ')}`;

function unreadText({ place, firing, why }: Found): string {
  const names = firing.filter(([, count]) => count === undefined).map(([service]) => labelOf(service));
  return `${nameOf(place)}: ${names.join(', ')}: ${[...new Set(why)].join('; ')}`;
}
