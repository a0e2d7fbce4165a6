import { STATES_IN_ORDER } from '../desk/fleet-words.ts';
import type { WantedTargets } from '../fleet/compliance/chosen.ts';
import { services } from '../huawei/services/services.ts';

const FARTHEST = 1_000_000;

/** Which targets the parameters of an address ask for; what it cannot mean asks for nothing. */
export function wantedIn(query: URLSearchParams): WantedTargets {
  const behind = Number(query.get('behind') ?? 0);
  return {
    state: STATES_IN_ORDER.find((one) => one === query.get('state')),
    fleet: query.get('fleet') || undefined,
    owner: query.get('owner') || undefined,
    service: services.find(({ name }) => name === query.get('service'))?.name,
    behind: Number.isInteger(behind) && behind >= 0 && behind <= FARTHEST ? behind : 0,
  };
}
