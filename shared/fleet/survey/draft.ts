import type { Instance } from '../../huawei/services/instance.ts';
import type { Offer } from '../../terms/offer.ts';
import type { KeptOffer, Survey, TargetRow } from './rows.ts';

/** What a survey read of an instance or proxy, without what only its row knows. */
export type Draft = Omit<
  TargetRow,
  'first_offered' | 'holds' | 'last_result' | 'last_success_at' | 'gone_at'
>;

/** What an operation said of an instance. */
export interface Told {
  readonly operation: string;
  readonly offers: readonly Offer[];
}

/** What proxies are called where an engine is named. */
const PROXY = 'proxy';

/** The instance and its proxies as they are kept: the tags that somebody asks for, and lists in an order of their own. */
export function draftsOf(
  survey: Survey,
  { id, actions: _, patch_available: __, tags, nodes, unread, ...shown }: Instance,
  told: readonly Told[],
  askedTags: readonly string[],
): Draft[] {
  const kept = tags && askedTags.flatMap((key) => (Object.hasOwn(tags, key) ? [[key, tags[key]]] : []));
  const instance: Draft = {
    ...survey,
    target: id,
    ...shown,
    ...(kept && { tags: Object.fromEntries(kept) }),
    ...(nodes && { nodes: nodes.toSorted((one, other) => (one.id < other.id ? -1 : 1)) }),
    unread: [...new Set(unread)].sort(),
    offered: offeredTo(id, told),
  };
  const others = new Set(told.flatMap(({ offers }) => offers.map(({ target }) => target)));
  others.delete(id);
  const proxies = [...others].map((target): Draft => {
    const [status] = told.flatMap(({ offers }) =>
      offers.flatMap((offer) => (offer.target === target && offer.status ? [offer.status] : [])),
    );
    return {
      ...survey,
      target,
      instance: id,
      ...(status && { status }),
      engine: PROXY,
      unread: [],
      offered: offeredTo(target, told),
    };
  });
  return [instance, ...proxies];
}

const offeredTo = (target: string, told: readonly Told[]): KeptOffer[] =>
  told.flatMap(({ operation, offers }) =>
    offers.filter((offer) => offer.target === target).map((offer) => keptOf(operation, offer)),
  );

/** What depends on the time of asking is left out. */
const keptOf = (
  operation: string,
  { current, available, patch, backup_sensitive, unread }: Offer,
): KeptOffer => ({
  operation,
  ...(current !== undefined && { current }),
  ...(available !== undefined && { available }),
  ...(patch !== undefined && { patch }),
  ...(backup_sensitive && { backup_sensitive }),
  unread: [...new Set(unread)].sort(),
});
