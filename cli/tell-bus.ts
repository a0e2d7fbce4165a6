import type { BusEvent } from '../shared/platform/ports.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { handToBus } from '../shared/telling/hand-to-bus.ts';
import { PlatformUnavailable } from '../shared/terms/errors.ts';
import type { Terminal } from './terminal/terminal.ts';
import { withAdvice } from './words/aws-advice.ts';

/** Hands an event to `EVENT_BUS` if there is one; what was done stands whether or not the bus hears of it. */
export async function tellBus(
  settings: Settings,
  event: BusEvent,
  { say }: Pick<Terminal, 'say'>,
): Promise<void> {
  try {
    await handToBus(settings, [event]);
  } catch (error) {
    if (!(error instanceof PlatformUnavailable)) throw error;
    say(`nobody was told by an event: ${withAdvice(error.message)}\n`);
  }
}
