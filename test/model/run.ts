import { isOver } from '../../shared/fleet/rollout/state.ts';
import { targetKey } from '../../shared/fleet/rollout/target.ts';
import { HOUR, MINUTE, SECOND } from '../../shared/values/time/units.ts';
import { dice as diceOf } from '../chaos/dice.ts';
import { Broken, judgeEnd } from './judge.ts';
import { planOf } from './rollouts.ts';
import { decideSomething } from './verbs.ts';
import { World } from './world.ts';

const MOST_AT_ONCE = 4;

/** What a game came to: its moves, the work that began, and how its rollouts ended. */
export interface Played {
  readonly moves: number;
  readonly began: number;
  readonly ends: readonly string[];
}

/** Plays so many moves of two or three rollouts at random, and then lets everything come to its end. Throws `Broken`. */
export async function play(seed: number, moves: number, tell?: (line: string) => void): Promise<Played> {
  const dice = diceOf('model', seed);
  const fleets = dice.chance(0.3) ? ['one', 'one'] : ['one', 'two', 'three'].slice(0, dice.between(1, 3));
  const plans = fleets.map((fleet, number) => planOf(dice, number, fleet));
  const world = new World(plans, dice, tell);
  const ids = plans.map(({ head }) => head.id);
  for (const id of ids) {
    for (let times = dice.between(0, 4); times > 0; times -= 1)
      await world.run(decideSomething(world, id, 'approve'));
  }
  let move = 0;
  for (; move < moves; move += 1) {
    const kind = dice.next();
    if (kind < 0.55 && world.parked.length > 0) await world.goOn(dice.between(0, world.parked.length - 1));
    else if (kind < 0.7) {
      if (world.parked.length < MOST_AT_ONCE) await world.run(() => world.steer(dice.pick(ids)));
    } else if (kind < 0.82) world.deliver();
    else if (kind < 0.9) world.endWork();
    else if (kind < 0.93) world.now += dice.between(1, dice.pick([30, 120, 1200])) * SECOND;
    else if (kind < 0.975) await world.run(decideSomething(world, dice.pick(ids)));
    else if (kind < 0.99) world.parked.splice(dice.between(0, world.parked.length), 1);
    else drift(world, plans);
    if (ids.every((id) => isDone(world, id))) break;
  }
  const more = await finish(world, ids);
  const ends = ids.map((id) => world.table.heads.get(id)?.doc.state ?? 'none');
  return { moves: move + more, began: world.began, ends };
}

const isDone = (world: World, id: string): boolean => {
  const head = world.table.heads.get(id)?.doc;
  return head !== undefined && isOver(head) && head.clearing === undefined;
};

function drift(world: World, plans: readonly ReturnType<typeof planOf>[]): void {
  const { head, rows } = world.dice.pick(plans);
  if (rows.length === 0) return;
  const left = world.dice.pick(['drifted', 'gone', 'on_hold'] as const);
  world.away.set(`${head.id}/${targetKey(world.dice.pick(rows))}`, { left, reason: 'as the dice fell' });
}

/** Nobody is stopped any more: everything goes on until all of it is over. */
async function finish(world: World, ids: readonly string[]): Promise<number> {
  const { dice } = world;
  world.calm = true;
  let moves = 0;
  for (; !ids.every((id) => isDone(world, id)) || world.parked.length > 0; moves += 1) {
    if (moves > 60_000)
      throw new Broken(
        `it never comes to an end: ${ids.map((id) => JSON.stringify(world.table.heads.get(id)?.doc)).join('\n')}`,
      );
    if (world.parked.length > 0) {
      await world.goOn(dice.between(0, world.parked.length - 1));
      continue;
    }
    while (world.queue.length > 0) world.deliver();
    world.endWork();
    world.now +=
      world.works.length > 0 ? dice.between(1, 20) * MINUTE : dice.between(1, dice.pick([20, 240])) * MINUTE;
    const id = dice.pick(ids);
    const head = world.table.heads.get(id)?.doc;
    if (head?.state === 'halted' && dice.chance(0.05)) await world.run(decideSomething(world, id, 'abort'));
    else if (dice.chance(0.1)) await world.run(decideSomething(world, id));
    else await world.run(() => world.steer(id));
    if (moves > 2_000) world.now += HOUR;
  }
  judgeEnd(world.table);
  return moves;
}
