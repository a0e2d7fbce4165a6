import type { Offering } from '../../../functions/offers.ts';
import { asker, Unanswered } from '../../../shared/huawei/ask.ts';
import type { Credentials } from '../../../shared/huawei/credentials.ts';
import { aboutOf, inventory } from '../../../shared/huawei/inventory.ts';
import { reader } from '../../../shared/huawei/read.ts';
import { serviceOf } from '../../../shared/huawei/services/services.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import type { Ask, Listed, Offers } from '../../../shared/terms/offer.ts';
import type { Operation } from '../../../shared/terms/operation.ts';
import { obstacle } from '../../../shared/terms/preflight.ts';
import { atOnce } from '../../../shared/values/chunks.ts';
import type { AskedFor } from '../../asked-for.ts';
import { type Candidate, type Found, type Place, UNREAD_LEDGER } from '../../candidate.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { toldPace } from './told-pace.ts';

/** An operation of which the cloud shows what it could be asked for. */
export type Offered = Offering & { readonly offers: Offers };

/** A place with the login for it, what was asked for there already if anybody looked, and who is told of long waits. */
export interface There {
  readonly place: Place;
  readonly credentials: Credentials;
  readonly settings: Settings;
  readonly asked: AskedFor | undefined;
  readonly say: Terminal['say'];
}

const NO_HURRY = () => Number.POSITIVE_INFINITY;

/** What an operation could be asked for on the instances of a place, as its service lists them. */
export async function foundFor(
  { operation, offers, together }: Offered,
  { place, credentials, settings, asked, say }: There,
): Promise<Found> {
  const { service } = operation;
  const why: string[] = [];
  const turn = toldPace(settings.READS_A_MINUTE, serviceOf(service).label, say);
  const ask = asker(service, place, credentials, settings, NO_HURRY, { turn });
  const cloud = reader(service, place, credentials, settings, NO_HURRY, {
    turn,
    tell: (said) => why.push(said),
  });
  const made: Candidate[] = [];
  const met = new Set<string>();
  let nameless = 0;
  let most = 0;
  try {
    for await (const { listed, total = 0, unread } of inventory(service, ask)) {
      const shown = listed.filter((one) => one !== undefined);
      // The list may show one a second time where it slid.
      const fresh = shown.filter(({ instance: { id } }) => !met.has(id));
      for (const { instance } of fresh) met.add(instance.id);
      made.push(...(await atOnce(AT_ONCE, fresh, (one) => candidatesOf(one, offers, cloud.all))).flat());
      nameless += listed.length - shown.length + (unread ? 1 : 0);
      most = Math.max(most, total);
    }
  } catch (error) {
    if (!(error instanceof Unanswered)) throw error;
    why.push(error.message);
    if (met.size + nameless === 0) return { operation, place, why };
    most = Number.POSITIVE_INFINITY;
  }
  const known = met.size + nameless;
  if (Number.isFinite(most) && known < most)
    why.push(`the list tells of ${most} instances and showed ${known}`);
  const all = [...made, ...Array.from({ length: nameless }, () => NAMELESS)];
  return {
    operation,
    place,
    together,
    candidates: all.map((one) => stateOf(one, operation, place, asked)),
    ...(known < most && { partial: true }),
    why,
  };
}

const AT_ONCE = 5;
const NAMELESS: Candidate = { target: 'an instance without a readable id', unread: ['instance'] };

async function candidatesOf(listed: Listed, offers: Offers, ask: Ask): Promise<Candidate[]> {
  const about = aboutOf(listed.instance);
  return (await offers(listed, ask, Date.now())).map((offer) => ({ ...about, ...offer }));
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
