import type { World } from './answer.ts';
import { type Clock, createClock } from './clock.ts';
import { EndingScript } from './ending.ts';
import { FaultScript } from './faults.ts';
import { createIds } from './ids.ts';
import { seededState } from './seed.ts';
import { settleAll } from './settle.ts';

/** The cloud behind its servers, seeded, on a clock over `now` (epoch ms); `reset` puts everything back to the start. */
export function openWorld(now: () => number): {
  world: World;
  clock: Clock & { rewind(): void };
  reset(): void;
} {
  const state = seededState();
  const clock = createClock(now, () => settleAll(state, clock.now()));
  const world: World = {
    state,
    faults: new FaultScript(),
    endings: new EndingScript(),
    received: [],
    accepted: [],
    ids: freshIds(),
    now: clock.now,
    loginTime: clock.loginTime,
  };
  const reset = () => {
    Object.assign(state, seededState());
    world.faults.clear();
    world.endings.clear();
    world.received.length = 0;
    world.accepted.length = 0;
    world.ids = freshIds();
    clock.rewind();
  };
  return { world, clock, reset };
}

const freshIds = () => ({ jobs: createIds('job'), requests: createIds('request') });
