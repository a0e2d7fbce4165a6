import { type Bring, inWindow, type Offers, proposal } from '../../shared/terms/offer.ts';
import { preflight } from './preflight.ts';

/** It brings whatever the cloud's latest patch is. */
export const bring: Bring = { intent: ({ target }) => ({ instance_ids: [target] }) };

/** The list of instances says of each whether a patch waits; which one, it does not say (contract §5). */
export const offers: Offers = async ({ instance, seen }, _, now) => {
  const { id, version, patch_available: patch, window } = instance;
  const intent = { instance_ids: [id], ...inWindow(window, now) };
  return [
    {
      target: id,
      ...(version && { current: version }),
      unread: patch === undefined ? ['patch_available'] : [],
      ...(patch !== undefined && { patch }),
      ...(patch && {
        available: 'latest patch',
        ...proposal(intent, preflight.check(seen, intent, id), []),
      }),
    },
  ];
};
