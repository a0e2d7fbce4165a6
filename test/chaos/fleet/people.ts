import { isApproved } from '../../../shared/fleet/rollout/approval.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { ABORTED, isOver } from '../../../shared/fleet/rollout/state.ts';
import { currentWave } from '../../../shared/fleet/rollout/tally.ts';
import { ACCEPTABLE, type Result, type RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import type { DecisionMessage } from '../../../shared/fleet/steering/decision-message.ts';
import type { Store } from '../../../shared/fleet/steering/store.ts';
import { readReleaseId } from '../../../shared/terms/release.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import type { Queues } from '../../../stand-in/platform/queues.ts';
import { dice } from '../dice.ts';
import type { Tally } from '../tally.ts';
import type { Diary } from './diary.ts';

/** Where decisions go. */
export const DECISIONS = 'decide-rollouts';

/** People who plan, approve and decide, late, twice, and at the worst moment. */
export interface People {
  /** Looks at every fleet, and decides what is to be decided. */
  look(): Promise<void>;
  /** Hears of a release that was put on its queue this moment. */
  released(request_id: string): void;
  /** Whether a rollout of every fleet is over. */
  done(): boolean;
}

interface Staff {
  readonly seed: number;
  readonly fleets: readonly string[];
  readonly store: Store;
  readonly queues: Queues;
  readonly diary: Diary;
  readonly tally: Tally;
}

const REPEATABLE: readonly (Result | undefined)[] = ['failed', 'completed_unchanged', 'canceled_by_others'];
/** A rollout that halts more often is ended. */
const MOST_PROCEEDS = 20;
/** At this release of each rollout somebody stops it, and takes their time. */
const STOPPED_AT = 4;
const LOOK_MINUTES = 25;

/** Sends them in. */
export function startPeople({ seed, fleets, store, queues, diary, tally }: Staff): People {
  const roll = dice(seed, 'people');
  const planned = new Set<string>();
  const since = new Map<string, number>();
  const releases = new Map<string, number>();
  let heads: readonly RolloutHead[] = [];

  async function say(message: DecisionMessage): Promise<void> {
    const copies = roll.chance(0.15) ? 2 : 1;
    tally.add(`said ${message.verb}`, copies);
    for (let copy = 0; copy < copies; copy += 1) {
      const at = Date.now();
      diary.said.set(await queues.send(DECISIONS, JSON.stringify(message)), { message, at });
    }
  }

  /** Whether somebody has got round to it, some minutes after the first sight; said once, it is time again ten minutes later. */
  function isTime(about: string, most = 4): boolean {
    const now = Date.now();
    const known = since.get(about);
    if (known === undefined) since.set(about, now + roll.between(0, most) * MINUTE);
    if (known === undefined || now < known) return false;
    since.set(about, now + 10 * MINUTE);
    return true;
  }

  const rowsOf = async (rollout: string): Promise<RolloutTarget[]> => {
    const rows: RolloutTarget[] = [];
    for await (const page of store.targets(rollout)) rows.push(...page);
    return rows;
  };

  async function approve(head: RolloutHead): Promise<void> {
    const { id: rollout, hash = '', decision, waves } = head;
    const byWave = fleets.indexOf(head.fleet) % 2 === 1;
    const index = byWave ? currentWave(head) : waves.findIndex((_, at) => !isApproved(head, at));
    const wave = waves[index];
    if (!wave || isApproved(head, index) || !isTime(`approve ${rollout} ${byWave ? index : ''}`)) return;
    if (!diary.plans.has(rollout)) diary.plans.set(rollout, { head, rows: await rowsOf(rollout) });
    await say({ verb: 'approve', rollout, decision, hash, ...(byWave && { wave: wave.name }) });
  }

  async function afterHalt({ id: rollout, decision, why, proceed }: RolloutHead): Promise<void> {
    if (
      why?.code === ABORTED ||
      proceed ||
      !isTime(`halted ${rollout} ${decision}`, why?.code === 'stopped' ? LOOK_MINUTES : undefined)
    )
      return;
    const isEnough = diary.of('proceed', rollout).length >= MOST_PROCEEDS;
    if (isEnough || roll.chance(0.01)) return say({ verb: 'abort', rollout, decision, reason: 'enough' });
    const rows = (await rowsOf(rollout)).filter(({ accepted }) => !accepted);
    const again = rows.filter(({ state, result }) => state === 'ended' && REPEATABLE.includes(result));
    const ids = again.map(({ target }) => target);
    if (ids.length > 0 && roll.chance(0.4)) await say({ verb: 'retry', rollout, decision, ids });
    const bad = rows.filter(
      ({ state, result }) => result !== undefined && state === 'ended' && ACCEPTABLE.includes(result),
    );
    const accept = bad.map(({ target }) => target);
    await say({ verb: 'proceed', rollout, decision, ids: accept, reason: 'looked at' });
  }

  async function attend(head: RolloutHead): Promise<void> {
    const { id: rollout, state, decision, waves } = head;
    if (isOver(head) || state === 'planning') return;
    if (state === 'halted') return afterHalt(head);
    await approve(head);
    const wave = waves[currentWave(head)];
    if (wave?.state === 'at_gate' && isTime(`gate ${rollout} ${decision}`)) {
      await say({ verb: 'promote', rollout, decision, wave: wave.name });
    }
    const held = Object.keys(head.holds)[0];
    if (held && roll.chance(0.02)) await say({ verb: 'unhold', rollout, decision, target: held });
  }

  return {
    async look() {
      const known = await store.fleets(fleets);
      for (const fleet of fleets) {
        // A place that could not be read, or a survey in between, refuses a plan.
        const isRefused = known.get(fleet)?.doc.planned?.is === 'refused' && isTime(`plan ${fleet}`);
        if (planned.has(fleet) && !isRefused) continue;
        planned.add(fleet);
        await say({ verb: 'plan', fleet });
      }
      const ids = [...known.values()].flatMap(({ doc }) => doc.rollouts.map(({ id }) => id));
      heads = ids.length > 0 ? await store.heads(ids) : [];
      for (const head of heads) await attend(head);
    },
    released(request_id) {
      if (!diary.released.has(request_id)) diary.released.set(request_id, Date.now());
      const release = readReleaseId(request_id);
      const plan = release && diary.plans.get(release.rollout);
      const row = plan?.rows.find(({ seq }) => seq === release?.seq);
      if (!release || !plan || !row) return;
      const { rollout } = release;
      const { decision } = plan.head;
      // Who is held is on its way to the cloud, or one of the next.
      if (roll.chance(0.15)) {
        const place = row.seq + roll.between(0, 4);
        const { target } = plan.rows.find(({ seq }) => seq === place) ?? row;
        void say({ verb: 'hold', target, until: utc(Date.now() + HOUR), reason: 'not now' });
      }
      const count = (releases.get(rollout) ?? 0) + 1;
      releases.set(rollout, count);
      if (count === STOPPED_AT) void say({ verb: 'stop', rollout, decision, reason: 'look at this' });
    },
    done: () =>
      fleets.every((fleet) => heads.some((head) => head.fleet === fleet && isOver(head))) &&
      heads.every((head) => isOver(head) && head.clearing === undefined),
  };
}
