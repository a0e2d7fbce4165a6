import { iso } from '../../../shared/values/time/instant.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import type { Cloud } from '../../../stand-in/cloud/cloud.ts';
import { endedAt } from '../../../stand-in/cloud/work.ts';
import type { Queues } from '../../../stand-in/platform/queues.ts';
import { dice } from '../dice.ts';
import type { Tally } from '../tally.ts';
import { BEGINS } from './calendar.ts';
import type { Accident, Diary } from './diary.ts';
import type { Made } from './made.ts';

/** One target in so many meets one. */
const SHARE = 0.15;
/** A day's date, until which a tag holds: beyond the run. */
const HELD_UNTIL = '2027-03-30';

interface Field {
  readonly seed: number;
  readonly targets: ReadonlyMap<string, Made>;
  readonly cloud: Cloud;
  readonly queues: Queues;
  readonly diary: Diary;
  readonly tally: Tally;
}

/** Prepares what others do to targets meanwhile; the answer lets come what is due. */
export function startAccidents({ seed, targets, cloud, queues, diary, tally }: Field): () => Promise<void> {
  const { state, clock } = cloud;
  const due = [...targets.values()]
    .flatMap((made) => {
      const roll = dice(seed, made.target, 'accident');
      if (!roll.chance(SHARE)) return [];
      const [, drawn] = roll.draw(KINDS);
      // Of a patch there is only one.
      const kind = drawn === 'changed' && made.to === 'patch' ? 'done' : drawn;
      return [{ made, kind, at: BEGINS + roll.between(10, 180) * MINUTE }];
    })
    .sort((one, other) => one.at - other.at);

  const isBusy = (instance: string) =>
    [...state.jobs.by('instance', instance), ...state.tasks.by('instance', instance)].some(
      (work) => endedAt(work, clock.now()) === undefined,
    );

  async function befall(made: Made, kind: Accident['kind']): Promise<void> {
    const { target, instance } = made;
    // What is changed by hand while we are at work there, only a manual intent may be.
    if (kind !== 'manual' && kind !== 'tagged' && isBusy(instance)) return;
    const of = state.instances.get(instance);
    if (!of) return;
    tally.add(`accident ${kind}`);
    const until = kind === 'tagged' ? { until: Date.parse(HELD_UNTIL) } : {};
    diary.accidents.push({ target, instance, kind, at: Date.now(), real: performance.now(), ...until });
    switch (kind) {
      case 'tagged':
        state.change(instance, {
          tags: [...of.tags, { key: 'upkeep-hold-until', value: HELD_UNTIL }],
        });
        return;
      case 'deleted':
        for (const proxy of state.proxies.by('instance', instance)) state.proxies.delete(proxy.id);
        state.instances.delete(instance);
        return;
      case 'manual':
        await queues.send(made.operation, JSON.stringify(intentOf(made)), {
          request_id: `manual-${target}`,
        });
        return;
      default:
        state.change(target, byHand(made, kind === 'done'));
    }
  }

  return async () => {
    const now = Date.now();
    for (let next = due[0]; next && next.at <= now; next = due[0]) {
      due.shift();
      await befall(next.made, next.kind);
    }
  };
}

const KINDS: readonly (readonly [share: number, kind: Accident['kind']])[] = [
  [4, 'manual'],
  [2, 'tagged'],
  [2, 'changed'],
  [2, 'done'],
  [1, 'deleted'],
];

/** What somebody installs by hand: all that was planned, or something else. */
function byHand({ operation, to }: Made, all: boolean) {
  switch (operation) {
    case 'patch-databases':
      return { patch_available: false };
    case 'upgrade-proxy-version':
      return { version: all ? to : '2.24.01.000' };
    default: {
      const [first = '', second = ''] = to.split(',');
      return all
        ? { hotfix_versions: [first, second], hotfix_candidates: [] }
        : { hotfix_versions: [first], hotfix_candidates: [second] };
    }
  }
}

/** The same work, asked for by somebody who knows of no fleet. */
function intentOf({ operation, target, instance, to, region, project }: Made) {
  const common = {
    region,
    project_id: project,
    not_after: iso(Date.now() + HOUR),
    ends_by: iso(Date.now() + 12 * HOUR),
  };
  switch (operation) {
    case 'patch-databases':
      return { ...common, instance_ids: [target] };
    case 'upgrade-proxy-version':
      return {
        ...common,
        instance_id: instance,
        proxy_id: target,
        source_version: '2.23.12.000',
        target_version: to,
      };
    default:
      return {
        ...common,
        instance_ids: [target],
        target_version: to,
        start_time: iso(Date.now() + 90 * MINUTE),
      };
  }
}
