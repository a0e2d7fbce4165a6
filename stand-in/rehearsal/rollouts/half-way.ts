import { setTimeout as delay } from 'node:timers/promises';
import { openRollouts } from '../../../shared/desk/find-rollout.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { openSteering } from '../../../shared/fleet/steering/store.ts';
import { openFleetTable } from '../../../shared/platform/platform.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { DAY, HOUR, SECOND } from '../../../shared/values/time/units.ts';
import { createIds } from '../../cloud/ids.ts';
import { operatorVariables } from '../as-operator.ts';
import { writeShell } from '../by-hand/variables.ts';
import { PLACES } from '../places.ts';
import { FLEETS, fill } from './cast.ts';
import { type FastStage, startFastStage } from './fast-stage.ts';
import { passTime } from './pass-time.ts';

/** One more fleet, whose plan waits for somebody. */
const LATER = `search:
  select: { places: ${JSON.stringify(PLACES)}, tags: { upkeep: search } }
  take: *all
  approval: { by: ['queue:000000000000'] }
  waves: { all: { rest: true, at_once: 3 } }
  windows: [nights]
`;

/** How long before its end the windows of a night have opened, as clocks of UTC show it: so people meet it in the middle of one. */
const calendarOf = (opens: number) => `windows:
  nights: { days: every, from: '${utc(opens).slice(11, 16)}', for: PT5H, time_zone: UTC }
freezes:
  quarter-end: { from: '${utc(opens + 20 * DAY).slice(0, 16)}', to: '${utc(opens + 24 * DAY).slice(0, 16)}', time_zone: UTC, because: the books are closed }
`;

const MINUTE_EVERY = 10 * SECOND;

/** Fleets on an ordinary day: one half rolled out, one that its budget has halted, one whose plan waits for approval. */
export interface HalfWay {
  readonly fast: FastStage;
  /** What an operator's shell has, and a file that opens such a shell. */
  readonly variables: Readonly<Record<string, string>>;
  readonly shell: string;
  close(): Promise<void>;
}

/** Plays them until then, by a clock that arrives where the machine's is, and has them go on. Needs built functions. */
export async function startHalfWay(failed: (error: unknown) => void): Promise<HalfWay> {
  const start = Math.floor(Date.now() / HOUR) * HOUR - 2 * DAY - 3 * HOUR;
  const fast = await startFastStage(start, FLEETS + LATER, calendarOf(start + HOUR), {
    SURVEY_EVERY: 'PT12H',
  });
  const variables = { ...operatorVariables(fast.stage), _REHEARSAL_FILES: fast.files };
  const shell = await writeShell(variables);
  const close = async () => {
    await shell.remove();
    await fast.close();
  };
  try {
    await play(fast);
  } catch (error) {
    await close();
    throw error;
  }
  const going = goOn(fast, failed);
  return {
    fast,
    variables,
    shell: shell.path,
    async close() {
      await going.stop();
      await close();
    },
  };
}

async function play(fast: FastStage): Promise<void> {
  const { stage, now } = fast;
  const { cloud, ledger, queues } = stage;
  const store = openSteering(openFleetTable(ledger.fleetTable));
  const { held } = fill(cloud);
  others(fast);
  const until = passTime(fast);
  const decide = async (message: object) => {
    await queues.send('decide-rollouts', JSON.stringify(message));
    await stage.idle();
  };
  for (const fleet of ['monthly', 'reports', 'search']) await decide({ verb: 'plan', fleet });
  const plans = await until(
    () => openRollouts(store),
    (heads) => heads.length === 3 && heads.every(({ state }) => state === 'proposed'),
  );
  const approved = plans.filter(({ fleet }) => fleet !== 'search');
  for (const { id, decision, hash } of approved)
    await decide({ verb: 'approve', rollout: id, decision, hash });
  await decide({
    verb: 'hold',
    target: held,
    until: utc(now() + 30 * DAY),
    reason: 'its team tests a migration',
  });
  const ids = approved.map(({ id }) => id);
  await until(
    () => store.heads(ids),
    (heads) => heads.some(isInTheMiddle),
  );
}

/** Whether its last wave is well under way. */
const isInTheMiddle = ({ state, waves, in_flight }: RolloutHead): boolean =>
  (waves[2]?.counts.succeeded ?? 0) >= 20 && (in_flight.length >= 8 || state !== 'running');

const OTHERS = 9;

/** Instances of the fleet whose plan waits, and some that no fleet means. */
function others({ stage: { cloud } }: FastStage): void {
  const ids = createIds('half way');
  for (let nth = 0; nth < OTHERS; nth += 1) {
    const isIn = nth % 3 !== 0;
    cloud.state.addInstance({
      id: `${ids.hex()}in13`,
      service: 'geminidb',
      project_id: PLACES[nth % PLACES.length]?.project ?? '',
      name: isIn ? `search-geminidb-${nth + 1}` : `lab-geminidb-${nth + 1}`,
      tags: isIn
        ? [
            { key: 'upkeep', value: 'search' },
            { key: 'owner', value: 'team-search' },
          ]
        : [],
    });
  }
}

/** Plays a minute every few seconds: what people decide is heeded, and what is at work ends. */
function goOn(fast: FastStage, failed: (error: unknown) => void): { stop(): Promise<void> } {
  const ended = new AbortController();
  const going = (async () => {
    while (!ended.signal.aborted) {
      await delay(MINUTE_EVERY, undefined, { signal: ended.signal }).catch(() => {});
      if (!ended.signal.aborted) await fast.minute().catch(failed);
    }
  })();
  return {
    async stop() {
      ended.abort();
      await going;
    },
  };
}
