import { addedTexts, pauseText, setPause } from '../../../shared/ledger/pause.ts';
import type { Ledger } from '../../../shared/ledger/store.ts';
import type { Settings } from '../../../shared/settings/settings.ts';
import { pausedEvent } from '../../../shared/telling/events/paused.ts';
import { iso } from '../../../shared/values/time/instant.ts';
import { tellBus } from '../../tell-bus.ts';
import { person } from '../../terminal/person.ts';
import type { Terminal } from '../../terminal/terminal.ts';

/** Pauses an operation, or all, prints every pause now in force, and tells the bus of a new one. */
export async function pauseNow(
  { table }: Ledger,
  { operation, reason }: { operation: string; reason: string | undefined },
  settings: Settings,
  terminal: Terminal,
): Promise<void> {
  const now = Date.now();
  const mine = { operation, ...(reason && { reason }), at: iso(now), by: person() };
  const pauses = await setPause(table, mine);
  for (const one of pauses) terminal.tell(`${[pauseText(one), ...addedTexts(one)].join('\n  ')}\n`);
  const stands = pauses.find(({ operation }) => operation === mine.operation);
  if (stands?.at === mine.at && stands.by === mine.by) {
    await tellBus(settings, pausedEvent(stands, now), terminal);
  }
}
