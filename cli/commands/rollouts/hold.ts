import { listing } from '../../../shared/fleet/steering/heed.ts';
import { parseDuration } from '../../../shared/values/time/duration.ts';
import { parseInstant, utc } from '../../../shared/values/time/instant.ts';
import { BadUsage, defineCommand } from '../../command.ts';
import {
  about,
  DECIDED_EXITS,
  DECIDING_READS,
  decideAbout,
  deciding,
  openDeciding,
  sendDecision,
} from '../../decide.ts';
import { databaseId } from '../../reads.ts';
import { oneRollout, rolloutCalled } from '../../rollout-called.ts';

const words = {
  target: { takes: '<target>', says: 'the id of an instance or a proxy', read: databaseId },
} as const;

export const hold = defineCommand({
  name: 'fleet hold',
  says: 'Keeps every open rollout that lists a target from starting it, until a time. What runs goes on. A hold that is to outlast these rollouts is a tag on the instance.',
  words,
  options: {
    until: {
      takes: '<time>',
      says: 'until when, as 2027-01-20T06:00:00Z, or for how long, as P7D; it is needed',
      read: timeToCome,
    },
    ...deciding,
  },
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads: DECIDING_READS,
  exits: DECIDED_EXITS,
  async run({ target, until, reason, ...typed }, session) {
    if (until === undefined) throw session.misused('--until is needed: a hold has an end');
    const by = await openDeciding(typed, session);
    const rollouts = await listing(target, by.store);
    if (rollouts.length === 0) throw new BadUsage(`no open rollout lists ${target}`);
    const effect = `This holds ${target} until ${utc(until)} in ${rollouts.join(', ')}.`;
    const because = reason === undefined ? {} : { reason };
    return sendDecision({ verb: 'hold', target, until: utc(until), ...because }, rollouts, effect, by);
  },
});

export const unhold = defineCommand({
  name: 'fleet unhold',
  says: 'Ends a hold that a person put on a target of a rollout. A hold by a tag ends with the tag.',
  words,
  options: { rollout: { takes: '<rollout>', says: oneRollout.says }, ...deciding },
  needs: ['FLEET_TABLE', 'QUEUE_URL'],
  reads: DECIDING_READS,
  exits: DECIDED_EXITS,
  async run({ target, rollout, reason, ...typed }, session) {
    const by = await openDeciding(typed, session);
    const called = await rolloutCalled(by.store, rollout, {
      is: `open and holds ${target}`,
      test: ({ holds }) => Object.hasOwn(holds, target),
    });
    const effect = `This ends the hold on ${target} in ${called.head.id}.`;
    return decideAbout(called, { verb: 'unhold', ...about(called.head, reason), target }, effect, by);
  },
});

/** A time to come, epoch ms: a point in time, or a duration from now on. Throws `BadUsage`. */
function timeToCome(text: string): number {
  const duration = parseDuration(text);
  const at = duration === undefined ? parseInstant(text)?.at : Date.now() + duration;
  if (at !== undefined && at > Date.now()) return at;
  throw new BadUsage(
    `expected a time to come, as 2027-01-20T06:00:00Z or P7D (from now on), got ${JSON.stringify(text)}`,
  );
}
