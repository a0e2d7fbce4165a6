import type { Calendar } from '../../calendar/calendar.ts';
import { DAYS, type Window } from '../../calendar/window.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { parseDuration } from '../../values/time/duration.ts';
import { iso } from '../../values/time/instant.ts';
import { isVersion } from '../../values/versions.ts';
import { versionsOf } from '../compliance/state.ts';
import type { Fleet, Gate } from '../fleet.ts';
import type { RolloutWave } from '../rollout/rollout.ts';
import type { LeftOut, Planned } from '../rollout/target.ts';
import { OWN, windowsOf } from './windows.ts';

/** What of a plan its hash is made from besides targets and what is left out. */
export interface Hashed {
  /** The fleet's name: two fleets never have the same hash. */
  readonly name: string;
  readonly fleet: Pick<Fleet, 'plan'>;
  readonly calendar: Pick<Calendar, 'windows'>;
  readonly waves: readonly RolloutWave[];
}

/** Takes in a plan page by page, in whatever order. */
export interface Digest {
  add(targets: readonly Planned[], left_out: readonly LeftOut[]): void;
  /** The hash of all of it, 64 hex digits. */
  hex(): string;
}

/**
 * The hash of a plan: SHA-256 over lines of JSON. First stand the waves in their order and for how long the plan is good, then the
 * targets, then what is left out with its code, both sorted. No name of an instance, no age and no forecast is in it, so that the
 * same facts have the same hash.
 */
export function openDigest({ name, fleet, calendar, waves }: Hashed): Digest {
  const targetLines: string[] = [];
  const leftLines: string[] = [];
  const windowLines = remembered((target: Planned) => windowsAs(target, calendar));
  return {
    add(targets, left_out) {
      for (const target of targets) targetLines.push(lineOf(target, windowLines(target)));
      for (const { target, operation = '', code } of left_out) {
        leftLines.push(JSON.stringify(['left', operation, target, code]));
      }
    },
    hex() {
      const head = [
        ...waves.map(waveLine),
        JSON.stringify(['good_for', name, parseDuration(fleet.plan.good_for)]),
      ];
      const hash = nodeCrypto().createHash('sha256');
      for (const line of [...head, ...targetLines.sort(), ...leftLines.sort()]) hash.update(`${line}\n`);
      return hash.digest('hex');
    },
  };
}

const waveLine = ({ name, at_once, ramp, stop_after, enough, bake_ms, gate }: RolloutWave): string =>
  // Without a gate the line is what it was before there were any.
  JSON.stringify(['wave', name, at_once, ramp, stop_after, enough, bake_ms, ...(gate ? [gateAs(gate)] : [])]);

const gateAs = ({ alarms, veto = [], needs = [] }: Gate) => [alarms ?? '', veto.toSorted(), needs.toSorted()];

function lineOf(
  { operation, target, from, to, wave, groups, since, backup }: Planned,
  windows: readonly string[],
): string {
  // What names no version is told apart by when it came.
  const unnamed = since !== undefined && !versionsOf({ available: to }).every(isVersion);
  const day = unnamed ? [iso(since).slice(0, 10)] : [];
  // Without a backup the line is what it was before there were any.
  const before = backup ? [['backup', backup.operation]] : [];
  const line = ['target', operation, target, from, to, wave, groups.toSorted(), windows, ...day, ...before];
  return JSON.stringify(line);
}

/** Windows as they are defined, whatever they are called: no dates, no freezes. */
const windowsAs = (target: Planned, calendar: Pick<Calendar, 'windows'>): string[] =>
  [...new Set(windowsOf(target, calendar).map(windowLine))].sort();

const windowLine = ({ days, from, for: lasts, time_zone }: Window): string =>
  JSON.stringify([
    DAYS.filter((day) => days === 'every' || days.includes(day)),
    from,
    parseDuration(lasts),
    time_zone,
  ]);

/** Many targets share their windows. */
function remembered(work: (target: Planned) => string[]): (target: Planned) => string[] {
  const known = new Map<string, string[]>();
  return (target) => {
    const { region, windows, own_window } = target;
    const key = JSON.stringify([region, windows, windows.includes(OWN) ? own_window : '']);
    const found = known.get(key) ?? work(target);
    known.set(key, found);
    return found;
  };
}
