import type { Offers } from '../../shared/terms/offer.ts';

/** The cloud lists the plug-ins that are installed, and none that could be (contract §2). */
export const offers: Offers | undefined = undefined;
