import type { Example } from '../../shared/terms/operation.ts';
import type { Way } from './fire.ts';
import type { Rehearsable } from './read-examples.ts';
import type { ExpectedReport, Scene, Wave } from './scene.ts';
import { todays } from './todays.ts';

const WAYS: readonly Way[] = ['timer', 'queue', 'webhook'];

const mayComeBy =
  (way: Way) =>
  ({ operation: { neverBy } }: Rehearsable) =>
    !neverBy?.includes(way);

/** What the cloud has to be like for a vendor page's reply to come out, and no longer for the next. */
function circumstancesOf({ operation, call }: Rehearsable, { project_id, outcomes }: Example) {
  const busy = busyIn(outcomes);
  const answeredTwice = outcomes.length > targetsOf(outcomes).length;
  return {
    faults: [
      ...(busy.length > 0 ? [{ call, fault: { kind: 'busy', targets: busy } } as const] : []),
      ...(answeredTwice ? [{ call, fault: { kind: 'reject', mixed: true } } as const] : []),
    ],
    instances: busy.map((id) => ({ id, service: operation.service, project_id })),
  };
}

const busyIn = (outcomes: Example['outcomes']) =>
  outcomes.filter(({ retry }) => retry).map(({ target }) => target);
const targetsOf = (outcomes: Example['outcomes']) => [...new Set(outcomes.map(({ target }) => target))];

/**
 * Every example through every trigger: one wave per trigger and round of examples. The very first go in turn: until one
 * has proved the password, the others would wait for it. Each function logs in once for its project, and `follow-job`
 * once for each.
 */
export function exampleWaves(operations: readonly Rehearsable[]): Wave[] {
  const rounds = Math.max(...operations.map(({ examples }) => examples.length));
  const waves = WAYS.flatMap((way) =>
    Array.from(
      { length: rounds },
      (_, round): Wave => ({
        title: `the vendor pages' examples by ${way}${rounds > 1 ? `, round ${round + 1}` : ''}`,
        scenes: operations
          .filter(mayComeBy(way))
          .flatMap((one) =>
            one.examples.slice(round, round + 1).map((example) => exampleScene(way, one, example)),
          ),
      }),
    ),
  );
  return waves.map((wave, index) =>
    index === 0 ? { ...wave, inTurn: true, logins: 2 * wave.scenes.length } : wave,
  );
}

function exampleScene(way: Way, one: Rehearsable, example: Example): Scene {
  const { title, project_id, outcomes } = example;
  const [targets, busy] = [targetsOf(outcomes), busyIn(outcomes)];
  const allAccepted = outcomes.every(({ verdict }) => verdict === 'accepted');
  const settled: ExpectedReport = {
    status: allAccepted ? 'accepted' : 'partial',
    fate: allAccepted ? 'done' : 'dead-lettered',
    outcomes,
  };
  const waiting: ExpectedReport = { ...settled, fate: 'waits' };
  const retried: ExpectedReport = {
    status: 'accepted',
    fate: 'done',
    outcomes: outcomes.map((outcome) =>
      outcome.retry ? { target: outcome.target, verdict: 'accepted' } : outcome,
    ),
  };
  return {
    title,
    way,
    operation: one.operation.name,
    // The region stays out: only the one in HW_REGION_NAME is the stand-in's, any other is the vendor's real cloud.
    intent: { ...todays(example), project_id },
    ...circumstancesOf(one, example),
    expect: {
      ...(way === 'webhook' && { answer: { status: 202 } }),
      sent: busy.length > 0 ? [targets, busy] : [targets],
      reports: busy.length > 0 ? [waiting, retried] : [settled],
    },
  };
}
