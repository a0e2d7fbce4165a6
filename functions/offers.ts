import type { Bring, Offers, Together } from '../shared/terms/offer.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { catalog } from './catalog.ts';

/** Why an operation never has an offer; undefined for one that has. */
export async function whyWithoutOffers(operation: string): Promise<string | undefined> {
  const { without_offers } = (await import(`./${operation}/offer.ts`)) as { without_offers?: string };
  return without_offers;
}

/** An operation, what it could be asked for, and whether for several targets together. */
export interface Offering {
  readonly operation: Operation;
  /** Undefined where nothing in the cloud shows it. */
  readonly offers: Offers | undefined;
  /** Undefined where no fleet can have it worked on. */
  readonly bring: Bring | undefined;
  /** Undefined where each target is to be asked for alone. */
  readonly together?: Together | undefined;
}

/** What operations could be asked for, from their folders: their own functions do without. */
export const offering = (operations: readonly Operation[] = catalog): Promise<Offering[]> =>
  Promise.all(
    operations.map(async (operation) => {
      const { offers, bring, together } = (await import(`./${operation.name}/offer.ts`)) as Omit<
        Offering,
        'operation'
      >;
      return { operation, offers, bring, together };
    }),
  );
