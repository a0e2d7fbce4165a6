import type { Bring, Offers } from '../../shared/terms/offer.ts';

/** Nothing in the cloud shows it (contract §2). */
export const offers: Offers | undefined = undefined;

/** What is never offered is never brought. */
export const bring: Bring | undefined = undefined;

/** Why there is no offer, for people. */
export const without_offers = 'the cloud lists the plug-ins that are installed, and none that could be';
