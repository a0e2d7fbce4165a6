import { calendarOf } from '../infra/calendar/calendar-of.ts';
import { hashOfFleets } from '../infra/fleets/bundle-fleets.ts';
import { fleetsOf } from '../infra/fleets/fleets-of.ts';
import type { Fleet, Fleets } from '../shared/fleet/fleet.ts';
import { placed } from '../shared/fleet/placed.ts';
import type { Settings } from '../shared/settings/settings.ts';
import { nearestText } from '../shared/values/nearest-text.ts';
import { BadUsage } from './command.ts';
import { fromFiles } from './from-files.ts';
import { localFolder } from './local-folder.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The fleets as fleets.yml and fleets.<stage>.yml in the product's folder, or another, have them, each with its places. Says so where
 * the stage runs others. Throws `BadUsage` with a line for everything that is wrong in them or in the calendar, and `Misconfigured`.
 */
export function localFleets(
  { STAGE, FLEETS_HASH, deployed, place }: Settings,
  { say }: Pick<Terminal, 'say'>,
  folder = localFolder(),
): Fleets {
  const at = { now: Date.now(), ...(folder && { folder }) };
  const fleets = fromFiles(() => fleetsOf(STAGE, calendarOf(STAGE, at), at));
  if (deployed && hashOfFleets(fleets) !== (FLEETS_HASH ?? '')) {
    say(
      `stage ${STAGE}: its functions have other fleets than fleets.yml in this folder; what follows is by those of this folder\n`,
    );
  }
  return placed(fleets, place);
}

/** A fleet by its name. Throws `BadUsage` with the name that may be meant. */
export function fleetCalled(name: string, fleets: Fleets): Fleet {
  const fleet = Object.hasOwn(fleets, name) ? fleets[name] : undefined;
  if (fleet) return fleet;
  const names = Object.keys(fleets);
  const meant = nearestText(name, names);
  const known = names.length > 0 ? `Known: ${names.join(', ')}` : 'fleets.yml has none';
  throw new BadUsage(`unknown fleet ${JSON.stringify(name)}${meant ? `: is ${meant} meant?` : '.'} ${known}`);
}
