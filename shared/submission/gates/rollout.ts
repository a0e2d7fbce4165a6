import { utc } from '../../values/time/instant.ts';
import { calledOff, type Gate, GO, wait } from './gate.ts';

/**
 * The rollout that released it still runs, and nobody holds the target back. What counts is asked after the claim, so that whoever stops a rollout
 * and then reads the ledger sees every release that is sent all the same.
 */
export const rollout: Gate = {
  at: ['arrived', 'claimed'],
  needs: 'rollout',
  ask: ({ now, rollout }) => {
    if (!rollout) return GO;
    const { name, standing, targets } = rollout;
    if (!standing) return wait(`rollout ${name} cannot be read`);
    if (standing.state !== 'running') return calledOff(`rollout ${name} is ${standing.state}`);
    const held = targets.find((target) => now < (standing.holds[target]?.until ?? 0));
    const hold = held === undefined ? undefined : standing.holds[held];
    return hold ? calledOff(`${hold.by} holds ${held} until ${utc(hold.until)}: ${hold.because}`) : GO;
  },
};
