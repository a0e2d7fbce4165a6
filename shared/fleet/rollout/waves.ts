import { parseDuration } from '../../values/time/duration.ts';
import { utc } from '../../values/time/instant.ts';
import { HOUR } from '../../values/time/units.ts';
import { paceOf } from '../pace.ts';
import { isApproved } from './approval.ts';
import type { Facts } from './facts.ts';
import { gateStands, vetoOf } from './gate.ts';
import type { RolloutHead, RolloutWave } from './rollout.ts';
import { ABORTED, halted, over, told } from './state.ts';
import { currentWave, inFlightOf, paceFacts, passed, tooMany, waitingIn, withWave } from './tally.ts';

/** How long instances have, from the first look at them on, to be at rest after a wave. */
const AT_REST_WITHIN = HOUR;

/** The head where what became of targets halts it, by the rules of the wave under way. */
export function heedBudget(head: RolloutHead, now: number): RolloutHead {
  const index = currentWave(head);
  const wave = head.waves[index];
  if (!wave) return head;
  const excess = tooMany(wave);
  if (excess) return halted(head, excess, now);
  const pace = paceOf(...paceFacts(head, index, waitingIn(head, index)));
  return pace.halted
    ? halted(head, { code: 'budget', reason: `wave ${wave.name}: ${pace.because}` }, now)
    : head;
}

/** Moves the wave under way on, as far as facts and time let it; `swept`: every waiting target of it was looked at, and none can start. */
export function moveOn(head: RolloutHead, facts: Facts, swept: boolean, now: number): RolloutHead {
  const index = currentWave(head);
  const wave = head.waves[index];
  if (!wave) return over(head, 'done', 'every wave has passed', now);
  switch (wave.state) {
    case 'pending':
      return opened(head, index, wave, now);
    case 'open':
      return swept && inFlightOf(head, index) === 0 ? settled(head, index, wave, now) : head;
    case 'settled':
      return rested(head, index, wave, facts, now);
    default:
      return head;
  }
}

function opened(head: RolloutHead, index: number, { name }: RolloutWave, now: number): RolloutHead {
  const open = withWave(head, index, (wave) => ({ ...wave, state: 'open' }));
  return isApproved(open, index)
    ? open
    : told(open, 'approval_due', `wave ${name} waits for approval`, now, name);
}

/** Nothing of it is at work, and nothing of it can start. */
function settled(head: RolloutHead, index: number, wave: RolloutWave, now: number): RolloutHead {
  const pace = paceOf(...paceFacts(head, index, 0));
  if (pace.halted) return halted(head, { code: 'budget', reason: `wave ${wave.name}: ${pace.because}` }, now);
  if (!pace.passed) return atGate(head, index, pace.because, now);
  const done = withWave(head, index, (one) => ({
    ...one,
    state: 'settled',
    bake_until: one.last_end === undefined ? now : one.last_end + one.bake_ms,
  }));
  return told(done, 'wave_ended', `wave ${wave.name}: ${pace.because}`, now, wave.name);
}

/** What its instances, its ends and its gate say once it has baked. A veto does not wait for that. */
function rested(
  head: RolloutHead,
  index: number,
  wave: RolloutWave,
  { rest, alarms }: Facts,
  now: number,
): RolloutHead {
  const veto = vetoOf(wave);
  if (veto !== undefined) return atGate(head, index, veto, now);
  if (now < (wave.bake_until ?? 0)) return head;
  const { succeeded = 0, already_done = 0, completed_unproven = 0 } = wave.counts;
  const proves = succeeded > 0 || index === head.waves.length - 1;
  if (succeeded + already_done + completed_unproven > 0) {
    if (!rest) return head;
    const { since, unanswered, restless } = rest;
    if (unanswered + restless.length > 0) {
      if (now < since + AT_REST_WITHIN) return head;
      const words =
        restless.length > 0
          ? `not at rest: ${restless.join(', ')}`
          : `${unanswered} could not be asked whether they are at rest`;
      return atGate(head, index, words, now);
    }
  }
  if (!proves) return atGate(head, index, 'nothing of it succeeded, so it proves nothing', now);
  const gate = gateStands(wave, alarms, now);
  if (gate === 'waits') return head;
  return gate === 'open' ? withWave(head, index, passed) : atGate(head, index, gate.held, now);
}

function atGate(head: RolloutHead, index: number, because: string, now: number): RolloutHead {
  const held = withWave(head, index, (wave) => ({
    ...wave,
    state: 'at_gate',
    at_gate: { since: now, because },
  }));
  const name = head.waves[index]?.name ?? '';
  return told(held, 'approval_due', `wave ${name} waits for a person to promote it: ${because}`, now, name);
}

/** The head as its time goes on: a plan becomes good, may start, or is over. */
export function heedTime(head: RolloutHead, facts: Facts, now: number): RolloutHead {
  const { state } = head;
  if (state === 'proposed' && facts.behind) return head;
  if (state === 'proposed' && head.good_until === undefined) {
    const lasts = parseDuration(head.spec.plan.good_for) ?? 0;
    return heedTime({ ...head, good_until: now + lasts }, facts, now);
  }
  const isIdle = head.in_flight.length + (head.directed?.length ?? 0) === 0;
  if (state === 'halted' && head.why?.code === ABORTED && isIdle) {
    return over(head, 'closed', head.why.reason, now);
  }
  const isLate = now >= (head.good_until ?? Number.POSITIVE_INFINITY);
  if (isLate && isIdle && state !== 'halted' && state !== 'planning') {
    const reason = `what had not started by ${utc(head.good_until ?? now)} is left`;
    return over(head, state === 'running' ? 'closed' : 'lapsed', reason, now);
  }
  return state === 'proposed' && isApproved(head, 0) ? { ...head, state: 'approved' } : head;
}
