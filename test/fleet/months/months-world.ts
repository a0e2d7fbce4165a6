import { catalog } from '../../../functions/catalog.ts';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { windowsIn } from '../../../shared/calendar/in-place.ts';
import { openingAt } from '../../../shared/calendar/opening.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { isOver } from '../../../shared/fleet/rollout/state.ts';
import { DAY, MINUTE } from '../../../shared/values/time/units.ts';
import type { SteeringWorld } from '../steering/steering-world.ts';

const OPERATIONS = catalog.map(({ name }) => name);

/** How long it takes until the next look: where nothing can start, while something can, and while something is at work. */
const IDLE = DAY;
const WATCHING = 30 * MINUTE;
const BUSY = 5 * MINUTE;

/** So often the survey begins anew where nobody asks it for anything. */
const SURVEYED = 4 * DAY;

/** What of a place has been asked to change, as the cloud has it. */
export interface Patched {
  readonly day: string;
  readonly name: string;
  readonly what: string;
}

/** Months that pass: every function runs as its timer has it, as far as there is something to do. */
export interface Months {
  /** Lets time pass up to a day, `2024-12-31`; before every look somebody tends what is there, once a day at least. */
  until(day: string, tend: () => Promise<void>): Promise<void>;
  rollouts(): Promise<RolloutHead[]>;
  /** What the cloud was asked for since the last time, in the order of days and names. */
  patched(): Patched[];
}

export function monthsOf(steering: SteeringWorld, calendar: Calendar, fleet: string): Months {
  let surveyed = 0;
  const counted = new Set<unknown>();
  const windows = windowsIn(calendar, Object.keys(calendar.windows), 'ap-southeast-1');

  const rollouts = async () => {
    const known = (await steering.fleet(fleet).catch(() => undefined))?.rollouts ?? [];
    return Promise.all(known.map(({ id }) => steering.head(id)));
  };

  const opened = async () => (await rollouts()).filter((head) => !isOver(head));

  /** Whether a plan waits for the survey, or a rollout has asked it for something. */
  const isAsked = async (open: readonly RolloutHead[]) =>
    (await steering.fleet(fleet).catch(() => undefined))?.asked !== undefined ||
    open.some(({ waves, kept }) => kept.length > 0 || waves.some(({ state }) => state === 'settled'));

  /** How long nothing can happen from now on. */
  const quiet = (open: readonly RolloutHead[]) => {
    if (open.some(({ in_flight }) => in_flight.length > 0)) return BUSY;
    const { open: isOpen, next } = openingAt(windows, [], Date.now());
    if (isOpen && open.some(({ state }) => state !== 'proposed')) return WATCHING;
    return typeof next === 'number' ? Math.min(IDLE, Math.max(BUSY, next - Date.now())) : IDLE;
  };

  return {
    async until(day, tend) {
      const end = Date.parse(`${day}T00:00:00Z`);
      while (Date.now() < end) {
        await tend();
        await steering.steer();
        const open = await opened();
        if (Date.now() >= surveyed + SURVEYED || (await isAsked(open))) {
          surveyed = Date.now();
          await steering.around();
        }
        if (open.some(({ in_flight }) => in_flight.length > 0)) {
          for (const operation of OPERATIONS) await steering.world.service.deliver(operation);
          await steering.world.service.follow();
        }
        steering.pass(quiet(open) / MINUTE);
      }
    },
    rollouts,
    patched() {
      const { state } = steering.world.cloud;
      const fresh = [...state.jobs.values(), ...state.tasks.values()].filter((work) => !counted.has(work));
      for (const work of fresh) counted.add(work);
      return fresh
        .map(({ starts, instance_id, change }) => ({
          day: new Date(starts).toISOString().slice(0, 10),
          name: state.instances.get(instance_id)?.name ?? instance_id,
          what: change.kind === 'hotfix' ? change.versions.join(', ') : change.kind,
        }))
        .toSorted((one, other) => (`${one.day} ${one.name}` < `${other.day} ${other.name}` ? -1 : 1));
    },
  };
}
