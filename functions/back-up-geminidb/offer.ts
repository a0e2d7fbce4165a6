import type { Bring, Offers } from '../../shared/terms/offer.ts';

/** A backup is always possible, and so is never proposed. */
export const offers: Offers | undefined = undefined;

/** No fleet takes it by itself. */
export const bring: Bring | undefined = undefined;

/** Why there is no offer, for people. */
export const without_offers = 'a backup is always possible, and so is never proposed';
