import { howMany } from '../../values/how-many.ts';
import { bothClocks } from '../../values/time/both-clocks.ts';
import type { ForeseenStart } from './foresight.ts';
import type { RolloutHead } from './rollout.ts';

type Spec = Pick<RolloutHead, 'spec'>;

/** When a wave starts, whose instances it has, what is felt of it, and how one is kept out; in one sentence. */
export const aheadText = (head: Spec, one: ForeseenStart): string =>
  `wave ${one.wave} starts ${bothClocks(one.starts, one.zone)}; ${detailsOf(head, one)}`;

/** The same where another day was told, as a time in epoch ms. */
export const movedText = (head: Spec, one: ForeseenStart, was: number): string =>
  `moved: wave ${one.wave} starts ${bothClocks(one.starts, one.zone)}, no longer ${bothClocks(was, one.zone)}; ${detailsOf(head, one)}`;

const detailsOf = (
  { spec }: Spec,
  { ends, zone, instances, owners, more, operations }: ForeseenStart,
): string =>
  [
    ...(ends === undefined ? [] : [`it is over by ${bothClocks(ends, zone)} as far as is foreseen`]),
    `${howMany(instances, 'instance')}: ${[...owners.map(ownerText), ...(more > 0 ? [`${more} more of other owners`] : [])].join(', ')}`,
    ...operations.map(({ name, effect }) => `${name} ${effect}`),
    `to keep one out, give it the tag ${spec.holds.tag} with a date, ${spec.holds.longest} ahead at most`,
  ].join('; ');

function ownerText({ owner, count, names }: ForeseenStart['owners'][number]): string {
  const more = count - names.length;
  const some = [...names, ...(more > 0 ? [`${more} more`] : [])];
  const listed = some.length > 1 ? `${some.slice(0, -1).join(', ')} and ${some.at(-1)}` : some.join('');
  return `${listed} of ${owner ?? 'no known owner'}`;
}
