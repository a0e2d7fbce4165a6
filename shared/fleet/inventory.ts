import { type Asker, asker, isOfOneRead, Unanswered } from '../huawei/ask.ts';
import { endpointOf } from '../huawei/endpoints.ts';
import { type InventoryPage, inventory } from '../huawei/inventory.ts';
import { paceOf } from '../huawei/pace.ts';
import type { Cursor } from '../huawei/pages.ts';
import { type ServiceName, services } from '../huawei/services/services.ts';
import { type Tagged, tagged, withTags } from '../huawei/tagged.ts';
import { guardedCredentials } from '../ledger/locks/guarded-credentials.ts';
import type { Settings } from '../settings/settings.ts';
import { InvalidIntent, ProjectRefused } from '../terms/errors.ts';
import type { PlaceId } from './selectors/surveyed.ts';

/** A part of what a place holds: a page of one service, or why there is no more of it to be had now. */
export type Part = { readonly service: ServiceName } & (
  | { readonly page: InventoryPage }
  | { readonly missing: string; readonly kind: Unanswered['kind'] | 'no_host' | 'no_right' }
);

/** What is wanted of a place. */
export interface Wanted {
  /** Every tag key that somebody will ask for: of a service that lists no tags these alone are read. */
  readonly tag_keys: readonly string[];
  /** Where to go on in a service's list; from its beginning where nothing stands here. */
  readonly from?: Readonly<Partial<Record<ServiceName, Cursor>>>;
}

/**
 * What the services list in a place, page by page, by the login for that place, at the pace of the settings. A service that
 * cannot be read is missing with its reason and hides no other. Throws `CredentialsRefused` and `Misconfigured`, which concern
 * every place of the login.
 */
export async function* inventoryOf(
  { region, project: project_id }: PlaceId,
  settings: Settings,
  remaining: () => number,
  { tag_keys, from = {} }: Wanted,
): AsyncGenerator<Part> {
  const place = { region, project_id };
  const credentials = await guardedCredentials(settings, place);
  for (const { name: service } of services) {
    try {
      endpointOf(service, region, settings.place);
      const turn = paceOf(settings.READS_A_MINUTE);
      const ask = asker(service, place, credentials, settings, remaining, { turn });
      const tags = await tagsOf(service, tag_keys, ask);
      for await (const page of inventory(service, ask, from[service])) {
        yield { service, page: tags ? tagsInto(page, tags) : page };
      }
    } catch (error) {
      yield { service, ...missingOf(error) };
    }
  }
}

/** Tags that cannot be read hide no instance; a query that may pass stops the service, which goes on later. */
async function tagsOf(
  service: ServiceName,
  keys: readonly string[],
  ask: Asker,
): Promise<Tagged | undefined> {
  try {
    return await tagged(service, keys, ask);
  } catch (error) {
    if (isOfOneRead(error)) return undefined;
    throw error;
  }
}

const tagsInto = (page: InventoryPage, tags: Tagged): InventoryPage => ({
  ...page,
  listed: page.listed.map((one) => one && { ...one, instance: withTags(one.instance, tags) }),
});

function missingOf(error: unknown) {
  if (error instanceof Unanswered) return { missing: error.message, kind: error.kind };
  if (error instanceof InvalidIntent) return { missing: error.message, kind: 'no_host' as const };
  if (error instanceof ProjectRefused) return { missing: error.message, kind: 'no_right' as const };
  throw error;
}
