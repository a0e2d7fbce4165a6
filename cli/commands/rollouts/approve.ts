import { sizeOf } from '../../../shared/desk/rollouts.ts';
import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { defineCommand } from '../../command.ts';
import { about, DECIDED_EXITS, DECIDING_READS, decideAbout, deciding, openDeciding } from '../../decide.ts';
import { oneHash, rolloutWithHash } from '../../rollout-called.ts';

export const approve = defineCommand({
  name: 'fleet approve',
  says: 'Approves a plan by its hash: all of its waves, or one. What starts later is exactly what that hash covers. Refused when a newer plan is proposed, when the plan is not complete or has lapsed, and for whom policy.yml or the fleet does not let approve.',
  words: { hash: oneHash },
  options: { wave: { takes: '<name>', says: 'this wave alone; without it every wave' }, ...deciding },
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads: DECIDING_READS,
  exits: DECIDED_EXITS,
  async run({ hash: digits, wave, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutWithHash(by.store, digits);
    const { head } = called;
    const { fleet, waves, hash = digits } = head;
    const what = wave === undefined ? wavesOf(waves.length) : `wave ${wave}`;
    const effect = `This approves ${what} of the plan of ${fleet}: ${countOf(head, wave)} may be worked on in their windows.`;
    const only = wave === undefined ? {} : { wave };
    return decideAbout(called, { verb: 'approve', ...about(head, reason), hash, ...only }, effect, by);
  },
});

export const reject = defineCommand({
  name: 'fleet reject',
  says: 'Rejects a plan by its hash: nothing of it ever starts. The next plan of the fleet is a new one.',
  words: { hash: oneHash },
  options: deciding,
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads: DECIDING_READS,
  exits: DECIDED_EXITS,
  async run({ hash: digits, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutWithHash(by.store, digits);
    const { fleet, hash = digits } = called.head;
    const effect = `This rejects the plan of ${fleet}: nothing of it starts.`;
    return decideAbout(called, { verb: 'reject', ...about(called.head, reason), hash }, effect, by);
  },
});

function countOf(head: RolloutHead, wave: string | undefined): string {
  const count = wave === undefined ? sizeOf(head) : (head.waves.find(({ name }) => name === wave)?.size ?? 0);
  return `${count} ${count === 1 ? 'target' : 'targets'}`;
}

const wavesOf = (count: number): string => (count === 1 ? 'the only wave' : `all ${count} waves`);
