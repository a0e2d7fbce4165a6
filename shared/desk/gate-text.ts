import type { Gate } from '../fleet/fleet.ts';

/** What a gate asks for before the next wave begins, in words. */
export const gateText = ({ alarms, veto, needs }: Gate): string =>
  [
    alarms && 'no new alarm fires',
    needs && `to be confirmed by ${needs.join(' and ')}`,
    veto && `${veto.join(' or ')} may veto it`,
  ]
    .filter(Boolean)
    .join('; ');
