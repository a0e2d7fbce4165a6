import { putEvents } from '../platform/platform.ts';
import type { BusEvent } from '../platform/ports.ts';
import type { Settings } from '../settings/settings.ts';
import { linkTo } from './link.ts';

/**
 * Hands events to the bus, each with the address of its page where a console is hosted. Returns the keys of those it took: of all where
 * there is no bus. Throws `PlatformUnavailable` when it took none.
 */
export async function handToBus(
  { EVENT_BUS, CONSOLE_HOST }: Settings,
  events: readonly BusEvent[],
): Promise<string[]> {
  if (!EVENT_BUS) return events.map(({ key }) => key);
  const linked = (event: BusEvent): BusEvent =>
    CONSOLE_HOST
      ? { ...event, detail: { ...event.detail, link: linkTo(CONSOLE_HOST, event.detail) } }
      : event;
  return putEvents(EVENT_BUS, events.map(linked));
}
