import { utc } from '../../values/time/instant.ts';
import { MINUTE } from '../../values/time/units.ts';
import { isApproved } from '../rollout/approval.ts';
import { unconfirmed } from '../rollout/gate.ts';
import type { RolloutHead, RolloutWave } from '../rollout/rollout.ts';
import { ABORTED, isOver } from '../rollout/state.ts';
import { currentWave } from '../rollout/tally.ts';
import type { Waiting, Why } from './reason.ts';

/** Why nothing of a wave starts at a time (epoch ms), whatever the target; undefined where its targets may. */
export function whyWave(head: RolloutHead, index: number, now: number): Why | undefined {
  const wave = head.waves[index];
  const { state, why: stopped, good_until } = head;
  if (isOver(head) || !wave || wave.state === 'passed') {
    return { over: 'ended', because: stopped?.reason ?? 'nothing of it starts any more' };
  }
  if (state === 'planning') return { wait: 'planning', because: 'its plan is being made' };
  if (state === 'halted') return whyHalted(head);
  if (good_until !== undefined && now >= good_until) {
    return { over: 'ended', because: `its plan was good until ${utc(good_until)}` };
  }
  if (wave.state === 'at_gate') {
    const because = wave.at_gate?.because ?? 'nobody knows why';
    return { fix: 'promote', because: `wave ${wave.name} waits at its gate: ${because}` };
  }
  if (!isApproved(head, index)) {
    return { fix: 'approve', because: `wave ${wave.name} starts nothing before somebody approves it` };
  }
  if (state === 'proposed') return whyProposed(head, now);
  if (wave.state === 'settled') return whySettled(wave, now);
  if (wave.state === 'pending') return whyPending(head, index);
  return wave.unread && whyUnread(wave.name, wave.unread);
}

function whyHalted({ why: stopped }: RolloutHead): Why {
  const because = `it is halted: ${stopped?.reason ?? 'nobody knows why'}`;
  return stopped?.code === ABORTED
    ? { wait: 'work', because: `${because}; it is over once nothing is at work` }
    : { fix: 'proceed', because };
}

function whyUnread(name: string, { because, told }: NonNullable<RolloutWave['unread']>): Why {
  return told
    ? { fix: 'promote', because: `wave ${name} starts nothing before its alarms are read: ${because}` }
    : { wait: 'alarms', because: `wave ${name}: ${because}` };
}

/** Steering looks at a plan in the minute after it was made. */
const TAKEN_UP_WITHIN = 3 * MINUTE;

/** Why a plan does not begin although nobody has to approve it. */
export function whyProposed({ good_until, planned_at = 0 }: RolloutHead, now: number): Waiting {
  const isBehind = good_until === undefined && now - planned_at > TAKEN_UP_WITHIN;
  return isBehind
    ? { wait: 'behind', because: 'another rollout of its fleet has to be over first' }
    : { wait: 'taken_up', because: 'it is taken up within a minute' };
}

/** What a wave waits for of which nothing is at work any more. */
export function whySettled(wave: RolloutWave, now: number): Waiting {
  const { name, bake_until = 0, gate } = wave;
  if (now < bake_until) return { wait: 'bake', until: bake_until, because: `wave ${name} bakes` };
  const asked = `the instances of wave ${name} are asked whether they are at rest`;
  const alarms = gate?.alarms === undefined ? '' : ', and which alarms fire at them';
  const missing = unconfirmed(wave);
  const confirms = missing.length === 0 ? '' : `; it waits to be confirmed by ${missing.join(', ')}`;
  return { wait: 'rest', because: `${asked}${alarms}${confirms}` };
}

function whyPending(head: RolloutHead, index: number): Why {
  const first = head.waves[currentWave(head)]?.name ?? '';
  const own = head.waves[index]?.name ?? '';
  return {
    wait: 'wave',
    because: first === own ? `wave ${own} opens within a minute` : `wave ${first} comes first`,
  };
}
