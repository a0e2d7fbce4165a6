import type { Accepted } from '../cloud/exchange.ts';
import type { Run } from './runs.ts';
import type { Scene, Wave } from './scene.ts';
import { newSecret } from './sign.ts';
import type { Fired, Stage } from './stage.ts';

/** A scene after it was played, with every run of its intent and of the messages that it was split into. */
export interface Played {
  readonly scene: Scene;
  readonly fired: Fired;
  readonly runs: readonly Run[];
}

/** A wave after it was played, beside the stand-in's own record of it. */
export interface PlayedWave {
  readonly played: readonly Played[];
  /** Runs of no scene: nothing should be here. */
  readonly strays: readonly Run[];
  readonly accepted: readonly Accepted[];
  /** How many submissions reached the stand-in, accepted or not. */
  readonly submissions: number;
}

/** Plays the scenes of a wave at once on a fresh cloud and waits until every queue is empty. */
export async function play(stage: Stage, { scenes }: Wave): Promise<PlayedWave> {
  const { cloud, runs } = stage;
  stage.reset();
  for (const { faults = [], instances = [] } of scenes) {
    for (const fault of faults) cloud.faults.add(fault);
    for (const instance of instances) cloud.state.addInstance(instance);
  }
  const before = runs.length;
  const fired = await Promise.all(
    scenes.map(({ way, operation, intent, forged }) =>
      stage.fire(way, operation, intent, forged ? { secret: newSecret() } : {}),
    ),
  );
  await stage.settled();
  const mine = runs.slice(before);
  const played = scenes.flatMap((scene, index) => {
    const shot = fired[index];
    return shot ? [{ scene, fired: shot, runs: mine.filter((run) => belongs(run, shot)) }] : [];
  });
  return {
    played,
    strays: mine.filter((run) => !fired.some((shot) => belongs(run, shot))),
    accepted: [...cloud.accepted],
    submissions: cloud.received.filter(({ service, method }) => service !== 'iam' && method === 'POST')
      .length,
  };
}

const belongs = (run: Run, { request_id }: Fired) =>
  run.request_id === request_id || run.request_id.startsWith(`${request_id}/`);
