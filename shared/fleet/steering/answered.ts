import { redact } from '../../values/redact.ts';
import type { Context } from './context.ts';
import type { FleetHead, Planned } from './fleet-head.ts';
import type { Standing } from './store.ts';

/** Keeps what became of the plan that was asked for. */
export async function answered(
  { doc, version }: Standing<FleetHead>,
  planned: Omit<Planned, 'asked_at' | 'at'>,
  { store }: Pick<Context, 'store'>,
  now: number,
): Promise<boolean> {
  const { asked, planning: _, waits: __, ...rest } = doc;
  return store.putFleet(
    { ...rest, planned: redact({ ...planned, asked_at: asked?.at ?? now, at: now }) },
    version,
  );
}
