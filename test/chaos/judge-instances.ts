import type { State } from '../../stand-in/cloud/state.ts';
import type { Work } from '../../stand-in/cloud/work.ts';
import type { Wrong } from './judge.ts';

/** Work that the cloud began on an instance, by its own record, before other work there had ended. */
export function judgeInstances({ jobs, tasks }: State): Wrong[] {
  const byInstance = Map.groupBy([...jobs.values(), ...tasks.values()], ({ instance_id }) => instance_id);
  return [...byInstance].flatMap(([instance, works]) => {
    const inTurn = works.toSorted((one, other) => one.created - other.created);
    return inTurn.flatMap((work, index) =>
      inTurn
        .slice(0, index)
        .filter((earlier) => work.created < endOf(earlier))
        .map((earlier): Wrong => {
          const detail = `${work.id} began on ${instance} before ${earlier.id} had ended`;
          return { what: 'two at once', request_id: '?', detail };
        }),
    );
  });
}

const endOf = ({ ends, cancels = Number.POSITIVE_INFINITY }: Work) => Math.min(ends, cancels);
