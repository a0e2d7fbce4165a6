import type { Credentials } from '../../../shared/huawei/credentials.ts';
import { aboutOf, inventory, withDetail } from '../../../shared/huawei/inventory.ts';
import { reader } from '../../../shared/huawei/read.ts';
import type { ServiceName } from '../../../shared/huawei/services/services.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Ask, Listed, Offers } from '../../../shared/terms/offer.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { obstacle } from '../../../shared/terms/preflight.ts';
import { atOnce } from '../../../shared/values/chunks.ts';
import type { AskedFor } from '../../asked-for.ts';
import { type Candidate, type Found, UNREAD_LEDGER } from '../../candidate.ts';

/** Where the instances are. */
export interface Place {
  readonly region: string;
  readonly project_id: string;
}

const NO_HURRY = () => Number.POSITIVE_INFINITY;

/** What an operation could be asked for on the instances of a place, as its service lists them. */
export async function foundFor(
  operation: Operation,
  offers: Offers,
  place: Place,
  credentials: Credentials,
  settings: Settings,
  known: AskedFor | undefined,
): Promise<Found> {
  const { service } = operation;
  const why: string[] = [];
  const cloud = reader(service, place, credentials, settings, NO_HURRY, { tell: (said) => why.push(said) });
  const listed = await inventory(service, cloud.all);
  if (!listed) return { operation, why };
  const shown = listed.filter((one) => one !== undefined);
  const made = await atOnce(AT_ONCE, shown, (one) => candidatesOf(one, service, offers, cloud.all));
  const nameless = listed.filter((one) => !one).map(() => NAMELESS);
  const candidates = [...made.flat(), ...nameless].map((one) => stateOf(one, operation, place, known));
  return { operation, candidates, why };
}

const AT_ONCE = 5;
const NAMELESS: Candidate = { target: 'an instance without a readable id', unread: ['instance'] };

async function candidatesOf(
  listed: Listed,
  service: ServiceName,
  offers: Offers,
  ask: Ask,
): Promise<Candidate[]> {
  const whole = await withDetail(service, listed, ask);
  const about = aboutOf(whole.instance);
  return (await offers(whole, ask, Date.now())).map((offer) => ({ ...about, ...offer }));
}

/** The candidate as it stands: with the whole intent, or with what is in its way. */
function stateOf(
  candidate: Candidate,
  operation: Operation,
  place: Place,
  known: AskedFor | undefined,
): Candidate {
  const { intent, misfit: _, doubt: __, unread, ...shown } = candidate;
  const misfit = obstacle(operation, candidate);
  const asked = known?.(operation.name, candidate) ?? [];
  const whole = { ...shown, unread: known ? unread : [...unread, UNREAD_LEDGER] };
  // What keeps it busy is most likely what was asked for.
  if (asked.length > 0) return { ...whole, asked };
  if (misfit) return { ...whole, misfit };
  return { ...whole, ...(intent && { intent: { ...place, ...intent } }) };
}
