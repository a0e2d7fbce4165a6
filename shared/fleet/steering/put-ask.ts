import type { FleetKey } from '../../platform/fleet-ports.ts';
import { MINUTE } from '../../values/time/units.ts';
import { ASKED_FOR } from './ask.ts';
import type { Context } from './context.ts';

/** Asks the survey for something, for two hours unless it is asked again; what is known and still meant is left as it stands. Throws `PlatformUnavailable`. */
export async function putAsk<Ask extends { readonly until: number }>(
  key: FleetKey,
  wanted: Omit<Ask, 'until'>,
  isKept: (known: Ask) => boolean,
  { table, store }: Pick<Context, 'table' | 'store'>,
  now: number,
): Promise<void> {
  const [item] = await table.getAll([key]);
  const known = item && (JSON.parse(item.doc) as Ask);
  if (known && isKept(known) && known.until > now + ASKED_FOR / 2) return;
  const until = now + ASKED_FOR;
  // Whoever was faster has asked, or has answered.
  await store.put(key, { ...wanted, until }, item?.version ?? 0, Math.ceil((until + MINUTE) / 1000));
}
