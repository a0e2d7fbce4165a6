import type { Offers } from '../shared/terms/offer.ts';

/** What an operation could be asked for, from its folder: its own function does without. Undefined where nothing in the cloud shows it. */
export async function offersOf(operation: string): Promise<Offers | undefined> {
  const { offers } = (await import(`./${operation}/offer.ts`)) as { offers: Offers | undefined };
  return offers;
}
