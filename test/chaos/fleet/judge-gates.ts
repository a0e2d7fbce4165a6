import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { isDone } from '../../../shared/fleet/rollout/target.ts';
import type { FleetWrong } from './broken.ts';
import type { Diary } from './diary.ts';
import { WAVES } from './flavours.ts';
import type { Finished } from './judge-results.ts';
import type { Made } from './made.ts';
import type { Released } from './record.ts';

interface Known {
  readonly released: readonly Released[];
  readonly diary: Diary;
  readonly fleets: Fleets;
  readonly targets: ReadonlyMap<string, Made>;
}

/** Nothing was released behind a wave whose gate counts alarms and at whose done targets one began with their work, before a person let the wave through. */
export function judgeGates(finished: readonly Finished[], known: Known): FleetWrong[] {
  const { released, diary, fleets, targets } = known;
  return finished.flatMap(({ head, rows }): FleetWrong[] => {
    const alarmed = rows.find((row) => {
      const made = targets.get(row.target);
      const gate = made && fleets[made.fleet]?.waves[made.wave]?.gate;
      return gate?.alarms !== undefined && isDone(row) && diary.alarms.get(row.target) === head.id;
    });
    const wave = alarmed && targets.get(alarmed.target)?.wave;
    if (!wave) return [];
    const later = WAVES.slice(WAVES.indexOf(wave) + 1);
    const isLater = ({ target }: Released) => later.includes(targets.get(target)?.wave ?? '');
    const first = released.filter(({ rollout }) => rollout === head.id).find(isLater);
    const word = diary.of('promote', head.id).find(({ message }) => message.wave === wave);
    if (!first || (word && word.at <= first.at)) return [];
    const detail = `${first.target} was released although an alarm began at ${alarmed.target} and nobody had let wave ${wave} through`;
    return [{ what: 'past a gate', request_id: first.request_id, detail }];
  });
}
