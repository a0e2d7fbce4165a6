import type { Bring, Offers } from '../../shared/terms/offer.ts';

/** Nothing is proposed to be taken back. */
export const offers: Offers | undefined = undefined;

/** No fleet takes anything back. */
export const bring: Bring | undefined = undefined;

/** Why there is no offer, for people. */
export const without_offers = 'what is taken back is a decision about one instance';
