import { decide } from '../../shared/fleet/rollout/decide.ts';
import type { Decision } from '../../shared/fleet/rollout/decision.ts';
import { currentWave } from '../../shared/fleet/rollout/tally.ts';
import { DAY } from '../../shared/values/time/units.ts';
import { judgeHead } from './judge.ts';
import { GATEKEEPERS, HASH, PERSONS } from './rollouts.ts';
import { replace } from './table.ts';
import type { World } from './world.ts';

type Verb = Decision['verb'];

const VERBS: readonly (readonly [number, Verb])[] = [
  [30, 'approve'],
  [10, 'promote'],
  [12, 'proceed'],
  [8, 'retry'],
  [4, 'hold'],
  [4, 'unhold'],
  [3, 'stop'],
  [4, 'confirm'],
  [3, 'veto'],
  [0.5, 'abort'],
  [0.2, 'reject'],
];

/** Somebody decides something about a rollout, by a head that may be old by the time it is written. */
export const decideSomething = (world: World, id: string, given?: Verb) => async (): Promise<void> => {
  const { dice, table } = world;
  const read = table.heads.get(id);
  if (!read) return;
  const { doc: head, version } = read;
  const verb = given ?? dice.draw(VERBS)[1];
  const rows = (table.order.get(id) ?? []).flatMap((sk) => table.rows.get(`${id}/${sk}`)?.doc ?? []);
  const named = rows
    .filter(({ state }) => state === 'ended')
    .filter(() => dice.chance(0.4))
    .slice(0, 5);
  const some = rows.length > 0 ? dice.pick(rows).target : 'nobody';
  const wave = head.waves[Math.max(0, currentWave(head))]?.name ?? '';
  const by = { by: dice.pick(PERSONS), at: world.now, because: 'the dice', decision: head.decision };
  const decision: Decision =
    verb === 'approve'
      ? { ...by, verb, hash: HASH, ...(dice.chance(0.5) && { wave }) }
      : verb === 'reject'
        ? { ...by, verb, hash: HASH }
        : verb === 'proceed'
          ? {
              ...by,
              verb,
              accept: named
                .filter(
                  ({ result }) =>
                    result !== 'succeeded' && result !== 'already_done' && result !== 'canceled_by_others',
                )
                .map(({ target }) => target),
            }
          : verb === 'promote'
            ? { ...by, verb, wave }
            : verb === 'confirm' || verb === 'veto'
              ? { ...by, by: dice.pick(GATEKEEPERS), verb, hash: HASH, wave }
              : verb === 'retry'
                ? {
                    ...by,
                    verb,
                    targets: named.filter(({ result }) => result === 'failed').map(({ target }) => target),
                  }
                : verb === 'hold'
                  ? { ...by, verb, target: some, until: world.now + DAY }
                  : verb === 'unhold'
                    ? { ...by, verb, target: some }
                    : { ...by, verb };
  await world.gate();
  const decided = decide(head, decision, { forbids: () => undefined, newest: true, rows }, world.now);
  if ('refused' in decided) return;
  await world.gate();
  if (replace(table.heads, id, version, decided.head)) judgeHead(head, decided.head);
};
