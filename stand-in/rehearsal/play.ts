import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '../../shared/ledger/entry/entry.ts';
import type { Accepted, Received } from '../cloud/exchange.ts';
import type { TakenEvent } from '../platform/event-bus.ts';
import { everyOperation } from './asked.ts';
import type { Fired } from './fire.ts';
import type { Run } from './runs.ts';
import type { Scene, Wave } from './scene.ts';
import { newSecret } from './sign.ts';
import type { Stage } from './stage.ts';

/** A scene after it was played, with every run of its intent and of the messages that it was split into. */
export interface Played {
  readonly scene: Scene;
  readonly fired: Fired;
  /** The further deliveries of the same. */
  readonly repeats: readonly Fired[];
  readonly runs: readonly Run[];
}

/** A wave after it was played, beside the stand-in's own record of it. */
export interface PlayedWave {
  readonly wave: Wave;
  readonly played: readonly Played[];
  /** Runs of no scene: nothing should be here. */
  readonly strays: readonly Run[];
  readonly accepted: readonly Accepted[];
  /** The targets of each submission that reached the stand-in, accepted or not. */
  readonly submissions: readonly (readonly string[])[];
  /** How many token requests reached the stand-in, and how many of them it refused. */
  readonly logins: number;
  readonly refusedLogins: number;
  /** What the ledger says of each request in the end. */
  readonly entries: readonly Entry[];
  /** What `follow-job` printed, and what the bus was handed. */
  readonly followed: readonly string[];
  readonly events: readonly TakenEvent[];
}

/**
 * Plays the scenes of a wave on a fresh cloud and waits until every queue is empty and nothing is due any more; of a wave
 * that is followed, `onRound` is shown the ledger until every job has ended.
 */
export async function play(
  stage: Stage,
  wave: Wave,
  onRound?: (entries: readonly Entry[]) => void,
): Promise<PlayedWave> {
  const { cloud, runs, followed, bus } = stage;
  const { scenes, inTurn, before, meanwhile } = wave;
  await stage.reset();
  for (const { faults = [], endings = [], instances = [] } of scenes) {
    for (const fault of faults) cloud.faults.add(fault);
    for (const ending of endings) cloud.endings.add(ending);
    for (const instance of instances) cloud.state.addInstance(instance);
  }
  await before?.(stage);
  const [first, firstFollowed] = [runs.length, followed.length];
  const reported = async (shot: Fired, times: number) => {
    const count = () =>
      runs.slice(first).filter((run) => run.function !== 'receive-webhook' && belongs(run, shot)).length;
    while (count() < times) await delay(20);
  };
  const fire = async (scene: Scene): Promise<Omit<Played, 'runs'>> => {
    const { way, operation, intent, forged, deliveries = 1 } = scene;
    const fired = await stage.fire(way, operation, intent, forged ? { secret: newSecret() } : {});
    const repeats: Fired[] = [];
    while (repeats.length + 1 < deliveries) {
      await reported(fired, repeats.length + 1);
      repeats.push(await stage.fire(way, operation, intent, { webhookId: fired.request_id }));
    }
    if (inTurn || meanwhile) await reported(fired, deliveries);
    return { scene, fired, repeats };
  };
  const shots: Omit<Played, 'runs'>[] = [];
  if (inTurn) for (const scene of scenes) shots.push(await fire(scene));
  else shots.push(...(await Promise.all(scenes.map(fire))));
  await meanwhile?.(stage);
  await stage.settled(wave.followed ? { toTheEnd: true, ...(onRound && { onRound }) } : {});

  const mine = runs.slice(first);
  const logins = cloud.received.filter(({ method, service }) => method === 'POST' && service === 'iam');
  return {
    wave,
    played: shots.map((shot) => ({ ...shot, runs: mine.filter((run) => belongs(run, shot.fired)) })),
    strays: mine.filter((run) => !shots.some(({ fired }) => belongs(run, fired))),
    accepted: [...cloud.accepted],
    submissions: cloud.received.filter(({ call }) => SUBMISSIONS.has(call)).map(targetsOf),
    logins: logins.length,
    refusedLogins: logins.filter(({ status }) => status !== 201).length,
    entries: await stage.ledger.entries(),
    followed: followed.slice(firstFollowed),
    events: [...bus.taken],
  };
}

const SUBMISSIONS = new Set(everyOperation.map(({ call }) => call));

const belongs = (run: Run, { request_id }: Fired) =>
  run.request_id === request_id || run.request_id.startsWith(`${request_id}/`);

/** What a submission is about: the ids in its body, else the last id in its path. */
function targetsOf({ path, body }: Received): string[] {
  const { instance_ids, instance_id } = JSON.parse(body) as { instance_ids?: string[]; instance_id?: string };
  return instance_ids ?? [instance_id ?? path.match(/[0-9a-f]+(?:in|po)\d\d(?=\/)/g)?.at(-1) ?? path];
}
