import type { RolloutHead } from '../../../shared/fleet/rollout/rollout.ts';
import { defineCommand } from '../../command.ts';
import { about, DECIDED_EXITS, DECIDING_READS, decideAbout, deciding, openDeciding } from '../../decide.ts';
import { databaseId } from '../../reads.ts';
import { oneRollout, rolloutCalled } from '../../rollout-called.ts';

const common = {
  words: { rollout: oneRollout },
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads: DECIDING_READS,
  exits: DECIDED_EXITS,
} as const;

const isAtWork = {
  is: 'approved, running or halted',
  test: ({ state }: RolloutHead) => state === 'approved' || state === 'running' || state === 'halted',
};

export const stop = defineCommand({
  ...common,
  name: 'fleet stop',
  says: 'Halts a rollout: nothing new of it starts, what waits in the ledger is called off, and what runs is followed to its end. `fleet proceed` goes on with it, `fleet abort` ends it. Of a plan that is only proposed nothing ever starts then.',
  options: deciding,
  async run({ rollout, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutCalled(by.store, rollout);
    const effect = `This halts ${called.head.id}: nothing new of it starts.`;
    return decideAbout(called, { verb: 'stop', ...about(called.head, reason) }, effect, by);
  },
});

export const abort = defineCommand({
  ...common,
  name: 'fleet abort',
  says: 'Ends a rollout: nothing new of it starts, and it is over once nothing is at work. A hot patch that the cloud has taken and not begun is canceled there, within minutes; what has begun is followed to its end.',
  options: deciding,
  async run({ rollout, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutCalled(by.store, rollout);
    const effect = `This ends ${called.head.id}: nothing new of it starts, ever. What is left goes to the next plan.`;
    return decideAbout(called, { verb: 'abort', ...about(called.head, reason) }, effect, by);
  },
});

export const proceed = defineCommand({
  ...common,
  name: 'fleet proceed',
  says: 'Goes on with a halted rollout. With --accept you take targets as they ended: they no longer count for stop_after, which halted the rollout, and still do not count as ended well for enough. --reason is needed.',
  options: {
    accept: {
      takes: '<ids>',
      says: 'ids of targets that ended badly, joined by commas; may come several times',
      read: idsIn,
      many: true,
    },
    ...deciding,
  },
  async run({ rollout, accept, reason, ...typed }, session) {
    if (reason === undefined) throw session.misused('--reason is needed: say why it goes on');
    const by = await openDeciding(typed, session);
    const halted = { is: 'halted', test: ({ state }: RolloutHead) => state === 'halted' };
    const called = await rolloutCalled(by.store, rollout, halted);
    const ids = accept.flat();
    const accepts = ids.length > 0 ? `accepts ${ids.join(', ')} and ` : '';
    const effect = `This ${accepts}goes on with ${called.head.id}.`;
    return decideAbout(called, { verb: 'proceed', ...about(called.head, reason), ids }, effect, by);
  },
});

export const promote = defineCommand({
  ...common,
  name: 'fleet promote',
  says: 'Ends the bake of a wave early, or lets it through its gate: the next wave may begin. A wave that waits for its alarms to be read starts without. Windows, freezes and approvals hold all the same.',
  options: { wave: { takes: '<name>', says: 'the wave, which is needed' }, ...deciding },
  async run({ rollout, wave, reason, ...typed }, session) {
    if (wave === undefined) throw session.misused('--wave is needed: the wave to let through');
    const by = await openDeciding(typed, session);
    const called = await rolloutCalled(by.store, rollout, isAtWork);
    const { id, waves } = called.head;
    const isUnread = waves.some(({ name, unread }) => name === wave && unread !== undefined);
    const effect = isUnread
      ? `This has wave ${wave} of ${id} start although nobody knows which alarms fire; at its gate a person is waited for.`
      : `This takes wave ${wave} of ${id} as passed.`;
    return decideAbout(called, { verb: 'promote', ...about(called.head, reason), wave }, effect, by);
  },
});

export const retry = defineCommand({
  ...common,
  name: 'fleet retry',
  says: 'Tries targets again that failed or were canceled, in the same plan.',
  words: {
    ids: {
      takes: '<ids>',
      says: 'ids of targets that failed or were canceled, joined by commas',
      read: idsIn,
    },
  },
  options: { rollout: { takes: '<rollout>', says: oneRollout.says }, ...deciding },
  async run({ ids, rollout, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutCalled(by.store, rollout, isAtWork);
    const effect = `This takes ${ids.join(', ')} of ${called.head.id} again.`;
    return decideAbout(called, { verb: 'retry', ...about(called.head, reason), ids }, effect, by);
  },
});

/** Ids of databases, joined by commas. Throws `BadUsage`. */
function idsIn(text: string): string[] {
  return [...new Set(text.split(',').map((id) => databaseId(id.trim())))];
}
