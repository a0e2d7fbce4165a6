import { fits } from '../../values/glob.ts';
import { parseDuration } from '../../values/time/duration.ts';
import { utc } from '../../values/time/instant.ts';
import { roleOf } from './approval.ts';
import { confirmed, vetoed } from './decide-gate.ts';
import { promoted, retried } from './decide-wave.ts';
import type { Decided, Decision, DecisionFacts, Of, Ruled } from './decision.ts';
import { directedTo, merged } from './directed.ts';
import { type By, type RolloutHead, SCHEMA } from './rollout.ts';
import { ABORTED, halted, isOver, numbered, over } from './state.ts';
import { ACCEPTABLE, type RolloutTarget } from './target.ts';

/** Under which rule of the policy a decision falls. */
export const RULES: Readonly<Record<Decision['verb'], Ruled>> = {
  approve: 'approve',
  reject: 'approve',
  stop: 'stop',
  hold: 'stop',
  confirm: 'gate',
  veto: 'gate',
  abort: 'steer',
  proceed: 'steer',
  promote: 'steer',
  retry: 'steer',
  unhold: 'steer',
};

/** These hold whatever has changed since somebody looked: they only ever keep something from starting. */
const ALWAYS: readonly Decision['verb'][] = ['stop', 'hold', 'veto'];

/** What a decision makes of a rollout at a time (epoch ms): states are set, never toggled, so that the same said twice is said once. */
export function decide(head: RolloutHead, decision: Decision, facts: DecisionFacts, now: number): Decided {
  const refused = whyNot(head, decision, facts);
  if (refused !== undefined) return { refused };
  const decided = decideAs(head, decision, facts, now);
  return 'refused' in decided ? decided : { head: numbered(head, decided.head) };
}

function whyNot(head: RolloutHead, decision: Decision, { forbids }: DecisionFacts): string | undefined {
  if (head.schema !== SCHEMA) return `this version does not know rollouts of the form ${head.schema}`;
  if (head.state === 'planning') return 'its plan is not complete yet';
  if (isOver(head)) return `it is ${head.state}${head.why ? `: ${head.why.reason}` : ''}`;
  if (!ALWAYS.includes(decision.verb) && decision.decision !== head.decision) {
    return `it has changed since: it stands at decision ${head.decision}, and ${decision.decision} was named; look at it again`;
  }
  const wave = 'wave' in decision ? decision.wave : undefined;
  if (wave !== undefined && !head.waves.some(({ name }) => name === wave)) {
    return `it has no wave ${wave}, but ${head.waves.map(({ name }) => name).join(', ')}`;
  }
  if (wave !== undefined || decision.verb !== 'approve') return forbids(RULES[decision.verb], wave);
  return head.waves.map(({ name }) => forbids('approve', name)).find((why) => why !== undefined);
}

function decideAs(head: RolloutHead, decision: Decision, facts: DecisionFacts, now: number): Decided {
  switch (decision.verb) {
    case 'approve':
      return approved(head, decision, facts, now);
    case 'reject':
      return rejected(head, decision, now);
    case 'stop':
      return { head: stopped(head, decision, now) };
    case 'abort':
      return { head: aborted(head, decision, now) };
    case 'proceed':
      return proceeding(head, decision, facts);
    case 'promote':
      return promoted(head, decision);
    case 'confirm':
      return confirmed(head, decision);
    case 'veto':
      return vetoed(head, decision, now);
    case 'retry':
      return retried(head, decision, facts);
    case 'hold':
      return held(head, decision, now);
    case 'unhold':
      return { head: unheld(head, decision) };
  }
}

const saidBy = ({ by, at, because }: By, done: string) => ({
  reason: `${done} by ${by}${because ? `: ${because}` : ''}`,
  by,
  at,
  ...(because !== undefined && { because }),
});

function approved(
  head: RolloutHead,
  { by, at, because, said_by, hash, wave }: Of<'approve'>,
  { newest }: DecisionFacts,
  now: number,
): Decided {
  const { approval } = head.spec;
  if (hash !== head.hash) return { refused: `its hash is ${head.hash ?? 'not known'}, not ${hash}` };
  if (head.state === 'proposed' && !newest) return { refused: 'a newer plan of its fleet is proposed' };
  if (now >= (head.good_until ?? now + 1))
    return { refused: `it was good until ${utc(head.good_until ?? now)}` };
  if (!approval.by.some((pattern) => fits(pattern, by))) {
    return { refused: `its fleet takes approvals of ${approval.by.join(', ')}, not of ${by}` };
  }
  if (approval.needs > 1 && roleOf(by) === roleOf(head.asked.by)) {
    return { refused: `${by} asked for the plan; ${approval.needs} others have to approve it` };
  }
  const isSaid = head.approvals.some(
    (one) => roleOf(one.by) === roleOf(by) && (one.wave === undefined || one.wave === wave),
  );
  if (isSaid) return { head };
  const said = {
    by,
    at,
    ...(because !== undefined && { because }),
    ...(said_by !== undefined && { said_by }),
    ...(wave !== undefined && { wave }),
  };
  return { head: { ...head, approvals: [...head.approvals, said] } };
}

function rejected(head: RolloutHead, decision: Of<'reject'>, now: number): Decided {
  if (decision.hash !== head.hash)
    return { refused: `its hash is ${head.hash ?? 'not known'}, not ${decision.hash}` };
  if (head.state !== 'proposed' && head.state !== 'approved') {
    return { refused: `it is ${head.state}: stop or abort it` };
  }
  const why = { code: 'rejected', ...saidBy(decision, 'rejected') };
  return { head: { ...over(head, 'lapsed', why.reason, now), why } };
}

/** What was never approved does not go on later: its plan is over. */
function stopped(head: RolloutHead, decision: Decision, now: number): RolloutHead {
  const why = { code: 'stopped', ...saidBy(decision, 'stopped') };
  return head.state === 'proposed'
    ? { ...over(head, 'lapsed', why.reason, now), why }
    : halted(head, why, now);
}

/** It closes once nothing is at work. */
function aborted(head: RolloutHead, decision: Decision, now: number): RolloutHead {
  const why = { code: ABORTED, ...saidBy(decision, 'aborted') };
  if (head.state === 'proposed') return { ...over(head, 'lapsed', why.reason, now), why };
  return { ...halted(head, why, now), why };
}

function proceeding(head: RolloutHead, decision: Of<'proceed'>, { rows }: DecisionFacts): Decided {
  if (head.state !== 'halted') return { refused: `it is ${head.state}, not halted` };
  if (head.why?.code === ABORTED) return { refused: `it was aborted, and is over once nothing is at work` };
  const { accept, by, at, because = '' } = decision;
  if (because === '') return { refused: 'say why: what ended badly is accepted with a reason' };
  const named = accept.map((target) => rows.find((row) => row.target === target) ?? target);
  const wrong = named.flatMap((row) => {
    if (typeof row === 'string') return `${row} is none of its targets`;
    const isBad = row.state === 'ended' && row.result !== undefined && ACCEPTABLE.includes(row.result);
    return isBad ? [] : `${row.target} did not end badly: it is ${row.result ?? row.state}`;
  });
  if (wrong.length > 0) return { refused: wrong.join('; ') };
  const words = (named as RolloutTarget[])
    .filter(({ accepted }) => !accepted)
    .map((row) => directedTo('accept', row, decision));
  return {
    head: { ...head, silences: 0, proceed: { by, at, because }, directed: merged(head.directed, words) },
  };
}

function held(head: RolloutHead, { target, until, by, because = '' }: Of<'hold'>, now: number): Decided {
  if (until <= now) return { refused: `expected a time to come, got ${utc(until)}` };
  const { longest } = head.spec.holds;
  if (until > now + (parseDuration(longest) ?? 0)) {
    return { refused: `its fleet holds nothing for longer than ${longest}, and ${utc(until)} is later` };
  }
  return { head: { ...head, holds: { ...head.holds, [target]: { until, by, because } } } };
}

/** What was swept while it was held may start now. */
function unheld(head: RolloutHead, { target }: Of<'unhold'>): RolloutHead {
  const { [target]: _, ...holds } = head.holds;
  return { ...head, holds, waves: head.waves.map(({ cursor: _, sweep: __, ...wave }) => wave) };
}
