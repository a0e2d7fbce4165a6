import { currentRollout, openRollouts } from '../shared/desk/find-rollout.ts';
import { TYPED_DIGITS } from '../shared/desk/rollout-needs.ts';
import type { RolloutHead } from '../shared/fleet/rollout/rollout.ts';
import type { Store } from '../shared/fleet/steering/store.ts';
import { nearestText } from '../shared/values/nearest-text.ts';
import { BadUsage } from './command.ts';

/** The rollout that a command is about, and every one that is open. */
export interface Called {
  readonly head: RolloutHead;
  readonly open: readonly RolloutHead[];
}

/** The word that names a rollout, where one may be left out. */
export const oneRollout = {
  takes: '<rollout>',
  says: 'its id, or the name of its fleet; may be left out where only one rollout can be meant',
  optional: true,
} as const;

/**
 * The rollout of that id, or the fleet's of that name; without a word the only open one that can be meant. Throws `BadUsage`,
 * `PlatformUnavailable`.
 */
export async function rolloutCalled(
  store: Store,
  word: string | undefined,
  canBe: { readonly is: string; test(head: RolloutHead): boolean } = { is: 'open', test: () => true },
): Promise<Called> {
  const open = await openRollouts(store);
  if (word === undefined) {
    const some = open.filter((head) => canBe.test(head));
    const [head, ...others] = some;
    if (head && others.length === 0) return { head, open };
    throw new BadUsage(
      head
        ? `several rollouts are ${canBe.is}, name one: ${some.map(({ id }) => id).join(', ')}`
        : `no rollout is ${canBe.is}${open.length > 0 ? `; open are ${open.map(({ id }) => id).join(', ')}` : ''}`,
    );
  }
  const fleet = open.filter((head) => head.fleet === word);
  const meant = currentRollout(fleet.filter((head) => canBe.test(head))) ?? currentRollout(fleet);
  const head = meant ?? open.find(({ id }) => id === word) ?? (await rolloutOf(store, word));
  if (head) return { head, open };
  const near = nearestText(
    word,
    open.flatMap(({ id, fleet }) => [id, fleet]),
  );
  throw new BadUsage(
    `there is no rollout ${JSON.stringify(word)}, and no fleet of that name has one${near ? `: is ${near} meant?` : ''}`,
  );
}

/** A rollout by its id, or the last one of a fleet. */
async function rolloutOf(store: Store, word: string): Promise<RolloutHead | undefined> {
  const known = await store.head(word);
  if (known) return known.doc;
  const fleet = (await store.fleets([word])).get(word)?.doc;
  const last = fleet?.rollouts.at(-1);
  return last && (await store.head(last.id))?.doc;
}

/** Digits of a hash as a person types them, in groups or not. Throws `BadUsage`. */
function hashDigits(text: string): string {
  const digits = text.replaceAll(/\s/g, '').toLowerCase();
  if (new RegExp(`^[0-9a-f]{${TYPED_DIGITS},64}$`).test(digits)) return digits;
  throw new BadUsage(
    `expected at least ${TYPED_DIGITS} hex digits of the plan's hash, as "fleet show" prints them, got ${JSON.stringify(text)}`,
  );
}

/** The word that names a plan. */
export const oneHash = {
  takes: '<hash>',
  says: `at least the first ${TYPED_DIGITS} digits of the plan's hash`,
  read: hashDigits,
} as const;

/** The rollout whose plan has a hash that begins so. Throws `BadUsage`, `PlatformUnavailable`. */
export async function rolloutWithHash(store: Store, digits: string): Promise<Called> {
  const open = await openRollouts(store);
  const [head, another] = open.filter(({ hash }) => hash?.startsWith(digits));
  if (head && !another) return { head, open };
  if (another) throw new BadUsage(`several open plans have a hash that begins so: type more digits`);
  const known = open.flatMap(({ hash, fleet }) =>
    hash ? [`${hash.slice(0, TYPED_DIGITS)} of ${fleet}`] : [],
  );
  throw new BadUsage(
    `no open plan has a hash that begins ${digits}; it may be over, or a newer plan took its place. ${known.length > 0 ? `Open are ${known.join(', ')}` : 'No plan is open'}`,
  );
}
