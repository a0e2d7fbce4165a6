import type { Fleets } from '../../../shared/fleet/fleet.ts';
import { iso } from '../../../shared/values/time/instant.ts';
import type { FleetWrong } from './broken.ts';
import type { Diary } from './diary.ts';
import type { Made } from './made.ts';
import type { Taken } from './record.ts';

/** What the cloud's work is held against. */
interface Rules {
  readonly diary: Diary;
  /** When a rollout was over, epoch ms. */
  readonly over: ReadonlyMap<string, number>;
  readonly fleets: Fleets;
  readonly targets: ReadonlyMap<string, Made>;
}

/** All work that releases started, by the cloud's record: never too much at once, never two of a group, and no target twice. */
export const judgeWorks = (taken: readonly Taken[], rules: Rules): FleetWrong[] => [
  ...overPace(taken, rules),
  ...together(taken, rules),
  ...twice(taken, rules),
];

const endOf = ({ work: { ends, cancels = Number.POSITIVE_INFINITY } }: Taken): number =>
  Math.min(ends, cancels);

/** Those of them that were at work when one began; itself is among them. */
const beside = (one: Taken, all: readonly Taken[]): Taken[] =>
  all.filter(
    (other) => other === one || (other.work.created <= one.work.created && one.work.created < endOf(other)),
  );

function overPace(taken: readonly Taken[], { fleets, targets }: Rules): FleetWrong[] {
  const waves = Map.groupBy(taken, ({ rollout, target }) => `${rollout} ${targets.get(target)?.wave}`);
  return [...waves.values()].flatMap((works) =>
    works.flatMap((one): FleetWrong[] => {
      const { fleet = '', wave = '' } = targets.get(one.target) ?? {};
      const most = Number(fleets[fleet]?.waves[wave]?.at_once ?? 1);
      const many = beside(one, works).length;
      if (many <= most) return [];
      const detail = `${many} of ${fleet}/${wave} at work at ${iso(one.work.created)}, ${most} may be`;
      return [{ what: 'over the pace', request_id: one.request_id, detail }];
    }),
  );
}

/** What a rollout kept that is over, nobody waits for any more. */
function together(taken: readonly Taken[], { over, targets }: Rules): FleetWrong[] {
  const groupsOf = ({ target }: Taken) => targets.get(target)?.groups ?? [];
  const byGroup = new Map<string, Taken[]>();
  for (const one of taken)
    for (const group of groupsOf(one)) byGroup.set(group, [...(byGroup.get(group) ?? []), one]);
  return [...byGroup].flatMap(([group, works]) =>
    works.flatMap((one) =>
      beside(one, works)
        .filter((other) => other !== one && (over.get(other.rollout) ?? Number.POSITIVE_INFINITY) > one.at)
        .map((other): FleetWrong => {
          const detail = `${other.target} of ${other.rollout} and ${one.target} of ${group} were at work at ${iso(one.work.created)}`;
          return { what: 'two of a group', request_id: one.request_id, detail };
        }),
    ),
  );
}

/** One work an attempt, and another attempt only by a person's word. */
function twice(taken: readonly Taken[], { diary }: Rules): FleetWrong[] {
  return [...Map.groupBy(taken, ({ rollout, seq }) => `${rollout}/${seq}`).values()].flatMap((works) => {
    const [first] = works;
    if (!first) return [];
    const { rollout, target, request_id } = first;
    const words = diary.of('retry', rollout).filter(({ message }) => message.ids.includes(target)).length;
    const attempts = new Set(works.map(({ attempt }) => attempt));
    const isFine = attempts.size === works.length && works.length <= 1 + words;
    const detail = `${target}: ${works.map(({ attempt, work }) => `${work.id} by attempt ${attempt}`).join(', ')}`;
    return isFine ? [] : [{ what: 'submitted twice', request_id, detail }];
  });
}
