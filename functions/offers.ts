import type { Offers, Together } from '../shared/terms/offer.ts';
import type { Operation } from '../shared/terms/operation.ts';
import { catalog } from './catalog.ts';

/** What an operation could be asked for, from its folder: its own function does without. Undefined where nothing in the cloud shows it. */
export async function offersOf(operation: string): Promise<Offers | undefined> {
  const { offers } = (await import(`./${operation}/offer.ts`)) as { offers: Offers | undefined };
  return offers;
}

/** Whether several offers of an operation may be one intent; undefined where each target is to be asked for alone. */
export async function togetherOf(operation: string): Promise<Together | undefined> {
  const { together } = (await import(`./${operation}/offer.ts`)) as { together?: Together };
  return together;
}

/** Why an operation never has an offer; undefined for one that has. */
export async function whyWithoutOffers(operation: string): Promise<string | undefined> {
  const { without_offers } = (await import(`./${operation}/offer.ts`)) as { without_offers?: string };
  return without_offers;
}

/** Every operation of the service, and what it could be asked for. */
export const offering = (): Promise<
  { readonly operation: Operation; readonly offers: Offers | undefined }[]
> => Promise.all(catalog.map(async (operation) => ({ operation, offers: await offersOf(operation.name) })));
