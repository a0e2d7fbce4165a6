import { putEvents } from '../shared/platform/platform.ts';
import type { BusEvent } from '../shared/platform/ports.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import type { Terminal } from './terminal/terminal.ts';
import { withAdvice } from './words/aws-advice.ts';

/** Hands an event to `EVENT_BUS` if there is one; what was done stands whether or not the bus hears of it. */
export async function tellBus(
  { EVENT_BUS }: Settings,
  event: BusEvent,
  { say }: Pick<Terminal, 'say'>,
): Promise<void> {
  if (!EVENT_BUS) return;
  try {
    await putEvents(EVENT_BUS, [event]);
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    say(`nobody was told by an event: ${withAdvice(error.message)}\n`);
  }
}
