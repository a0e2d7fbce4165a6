import type { Fleet, Fleets } from '../../../shared/fleet/fleet.ts';
import type { Cloud } from '../../../stand-in/cloud/cloud.ts';
import type { Instance } from '../../../stand-in/cloud/resources.ts';
import { cases } from '../../world/cases.ts';
import { type Dice, dice } from '../dice.ts';
import { FLAVOURS, FLEET_TAG, type Flavour, fleetOf, PLACES, WAVE_TAG, waveOf } from './flavours.ts';

/** A target that a fleet was made with, as whoever made it knows it. */
export interface Made {
  readonly fleet: string;
  readonly wave: string;
  readonly target: string;
  readonly instance: string;
  readonly operation: string;
  /** What the vendor calls what brings it. */
  readonly call: string;
  /** Versions it gets; `patch` where the cloud chooses. */
  readonly to: string;
  readonly region: string;
  readonly project: string;
  /** What it shares with nobody else who is at work: its instance and the value of its tag. */
  readonly groups: readonly string[];
  /** The window in the calendar, or its own. */
  readonly window: string;
}

/** Fleets, everything in them by its id, and how the cloud gets it. */
export interface MadeFleets {
  readonly fleets: Fleets;
  readonly targets: ReadonlyMap<string, Made>;
  fill(cloud: Cloud): void;
}

const OWN_WINDOWS = ['23:00-03:30', '00:30-05:00', '22:30-08:00'];
const LARGEST = 200;

/** Makes fleets of so many targets in all, of each flavour one at least; of the seed alone. */
export function makeFleets(seed: number, count: number): MadeFleets {
  const many = Math.max(FLAVOURS.length, Math.ceil(count / LARGEST));
  const fleets: Record<string, Fleet> = {};
  const instances: MadeInstance[] = [];
  for (let number = 0; number < many; number += 1) {
    const flavour = FLAVOURS[number % FLAVOURS.length] as Flavour;
    const size = Math.floor(count / many) + (number < count % many ? 1 : 0);
    const name = `${flavour.name}-${number}`;
    fleets[name] = fleetOf(name, flavour, size);
    const roll = dice(seed, name, 'fleet');
    for (let made = 0; made < size; made += instances.at(-1)?.targets.length ?? 1) {
      const wave = waveOf(made, size);
      instances.push(makeInstance({ name, flavour, roll, wave, most: size - made, clusters: count / 20 }));
    }
  }
  const targets = instances.flatMap((one) => one.targets);
  return {
    fleets,
    targets: new Map(targets.map((one) => [one.target, one])),
    fill: (cloud) => fill(cloud, instances),
  };
}

/** An instance with the targets that it is or has. */
interface MadeInstance {
  readonly instance: Pick<Instance, 'id' | 'service' | 'project_id'> & Partial<Instance>;
  readonly targets: readonly Made[];
}

interface Order {
  readonly name: string;
  readonly flavour: Flavour;
  readonly roll: Dice;
  readonly wave: string;
  /** How many targets it may have at most. */
  readonly most: number;
  readonly clusters: number;
}

const KINDS = {
  'patch-databases': { service: 'geminidb', suffixes: ['in06', 'in12', 'in13'], to: 'patch' },
  'schedule-hotfix-upgrade': { service: 'gaussdb', suffixes: ['in14'], to: '3.208.0.6,3.208.0.7' },
  'upgrade-proxy-version': { service: 'taurusdb', suffixes: ['in07'], to: '2.24.03.000' },
} as const;

function makeInstance({ name, flavour, roll, wave, most, clusters }: Order): MadeInstance {
  const operation = roll.pick(flavour.operations);
  const { service, suffixes, to } = KINDS[operation];
  const { region, project } = roll.pick(PLACES);
  const id = `${roll.hex(32)}${roll.pick<string>(suffixes)}`;
  const own = roll.pick(OWN_WINDOWS);
  const cluster = roll.chance(0.25) ? `c${roll.between(0, Math.ceil(clusters))}` : undefined;
  const tags = { [FLEET_TAG]: name, [WAVE_TAG]: wave, ...(cluster && { cluster }) };
  const proxies = Array.from(
    { length: Math.min(most, roll.pick([1, 1, 2])) },
    (_, nth) => `${id.slice(0, 28)}bbb${nth}po01`,
  );
  const common = {
    fleet: name,
    wave,
    instance: id,
    operation,
    call: cases.find((one) => one.operation === operation)?.call ?? '',
    to,
    region,
    project,
    groups: [id, ...(cluster ? [`cluster=${cluster}`] : [])],
    window: flavour.window === 'own' ? own : flavour.window,
  };
  return {
    instance: {
      id,
      service,
      project_id: project,
      maintenance_window: own,
      tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
    },
    targets: (service === 'taurusdb' ? proxies : [id]).map((target) => ({ ...common, target })),
  };
}

function fill({ state }: Cloud, instances: readonly MadeInstance[]): void {
  const [user] = state.users.values();
  for (const { region, project: id } of PLACES)
    state.projects.set(id, { id, name: region, domain: user?.domain ?? '' });
  for (const { instance, targets } of instances) {
    const { id: instance_id, project_id } = state.addInstance(instance);
    const proxies = targets.filter(({ target }) => target !== instance_id);
    for (const { target: id } of proxies) state.addProxy({ id, instance_id, project_id });
  }
}
