import type { Fleet } from '../../../shared/fleet/fleet.ts';
import type { PlaceId } from '../../../shared/fleet/selectors/surveyed.ts';

/** Both places of every fleet. */
export const PLACES: readonly PlaceId[] = [
  { region: 'ap-southeast-1', project: '5a1d0b0f3f8e4b6c9d2e7a4c8f0b1d23' },
  { region: 'tr-west-1', project: '7c2e9f4a6b8d4f0e9a1c3b5d7f9e2a46' },
];

/** Tags that tell of which fleet, and of which wave, an instance is. */
export const FLEET_TAG = 'fleet';
export const WAVE_TAG = 'upkeep-wave';

/** What differs from fleet to fleet. */
export interface Flavour {
  readonly name: string;
  readonly operations: readonly Brings[];
  readonly window: 'nights' | 'irish' | 'own';
  readonly stop_after: Fleet['waves'][string]['stop_after'];
  /** In how many turns the last wave is brought at least. */
  readonly turns: number;
  readonly enough: string;
  /** The gate of the first wave counts alarms. */
  readonly gated?: true;
  /** Instances are backed up before. */
  readonly backed?: true;
}

type Brings = 'patch-databases' | 'schedule-hotfix-upgrade' | 'upgrade-proxy-version';

/** One after the other, and from the first again. */
export const FLAVOURS: readonly Flavour[] = [
  {
    name: 'patches',
    operations: ['patch-databases'],
    window: 'nights',
    stop_after: '40%',
    turns: 5,
    enough: '50%',
    gated: true,
  },
  {
    name: 'proxies',
    operations: ['upgrade-proxy-version'],
    window: 'irish',
    stop_after: '30%',
    turns: 5,
    enough: '60%',
    backed: true,
  },
  {
    name: 'hotfixes',
    operations: ['schedule-hotfix-upgrade'],
    window: 'nights',
    stop_after: '40%',
    turns: 2,
    enough: '50%',
    backed: true,
  },
  {
    name: 'mixed',
    operations: ['patch-databases', 'upgrade-proxy-version'],
    window: 'nights',
    stop_after: '50%',
    turns: 5,
    enough: '40%',
  },
  {
    name: 'strict',
    operations: ['patch-databases'],
    window: 'own',
    stop_after: 2,
    turns: 5,
    enough: '90%',
    gated: true,
  },
];

/** How many targets the first two waves have. */
const canaries = (size: number) => Math.max(2, Math.floor(size / 20));
const tests = (size: number) => Math.max(3, Math.floor(size / 5));

/** The waves of each, in their order. */
export const WAVES: readonly string[] = ['canary', 'test', 'prod'];

/** In which wave the target with this number is. */
export function waveOf(number: number, size: number): string {
  if (number < canaries(size)) return 'canary';
  return number < canaries(size) + tests(size) ? 'test' : 'prod';
}

/** The entry of a fleet of so many targets. */
export function fleetOf(name: string, flavour: Flavour, size: number): Fleet {
  const { operations, window, stop_after, turns, enough, gated, backed } = flavour;
  const pace = { ramp: [], stop_after, enough };
  const backup = backed && { backup: 'before' as const };
  const taking = { versions: 'latest', min_age: 'PT0S', never: [], ...backup } as const;
  return {
    select: { places: PLACES, tags: { [FLEET_TAG]: [name] } },
    max_targets: size,
    take: Object.fromEntries(operations.map((one) => [one, taking])),
    plan: { time_zone: 'UTC', good_for: 'PT8H' },
    approval: { waves: 'all', by: ['queue:*'], needs: 1 },
    waves: {
      canary: {
        tags: { [WAVE_TAG]: ['canary'] },
        ...pace,
        at_once: Math.ceil(canaries(size) / 2) + 1,
        bake: gated ? 'PT10M' : 'PT5M',
        enough: '50%',
        ...(gated && { gate: { alarms: 'none' } }),
      },
      test: {
        tags: { [WAVE_TAG]: ['test'] },
        ...pace,
        at_once: Math.ceil(tests(size) / 2),
        ramp: [1],
        bake: 'PT5M',
      },
      prod: { rest: true, ...pace, at_once: Math.ceil((size * 0.75) / turns), bake: 'PT0S' },
    },
    windows: [window],
    holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
    owner: 'tag:owner',
    tell: { ahead: [], to: ['people'] },
  };
}
