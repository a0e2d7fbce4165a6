import type { Instance } from './instance.ts';

/**
 * How a reader reacts to a refusal: *busy* try this target later; *throttled* send nothing more for now; *already_done*
 * only with proof; *stop_target* this target needs a person; *stop_run* credentials, permission or parameters are
 * wrong for every target; *unknown* the work may have started.
 */
export type ErrorClass = 'busy' | 'throttled' | 'already_done' | 'stop_target' | 'stop_run' | 'unknown';

/** What an error code of the vendor means, and what to do about it. */
export interface Meaning {
  readonly kind: ErrorClass;
  readonly hint: string;
}

/** Status words: of an instance at rest, of work that ends by itself, and of what a person has to mend. */
export interface Statuses {
  readonly rest: readonly string[];
  readonly passing: readonly string[];
  readonly broken: readonly string[];
}

/** Where Cloud Eye has the alarms of a service, and the dimensions whose value is the id of an instance or a proxy (fleet contract §7.3). */
export interface Alarmed {
  readonly namespace: string;
  readonly ids: readonly string[];
}

/** A database service of the vendor: what is known of it, whatever is asked of it. */
export interface Service {
  /** Its key in `HW_ENDPOINTS`, in the ledger's keys, in events and in output. */
  readonly name: string;
  /** The name that its users know. */
  readonly label: string;
  /** What its lists call its engines (contract §7.2, `datastore.type` and the filter `datastore_type`). */
  readonly engines: readonly string[];
  /** What its instances' ids end in, and the engine that hints at, as its lists call it (contract §10). */
  readonly suffixes: Readonly<Record<string, string>>;
  /** Host prefix → the regions where the vendor's Node SDK 3.1.209 has it, separated by blanks. */
  readonly hosts: Readonly<Record<string, string>>;
  /** The list of its instances, by `limit` and `offset`; with the query `id`, one of them. */
  readonly list: string;
  /** The list to ask where a host does not know that one. */
  readonly older_list?: string;
  /** The read of one instance, where it shows what the list leaves out. */
  readonly detail?: string;
  /** The read of several instances at once, up to 20 by `instance_ids`, that shows the same. */
  readonly details?: string;
  /** The query for instances by tag, and of which engines it knows any, where the list shows no tags. */
  readonly by_tag?: { readonly route: string; readonly engines: readonly string[] };
  /** The read of one instance's tags, where the list shows none. */
  readonly tags?: string;
  /** The status words of its instances in every version of its lists, as the vendor spells them. */
  readonly statuses: Statuses;
  /** The list shows work on an instance as its `actions` and in no status (contract §7.2). */
  readonly shows_actions?: true;
  /** The fields that show hot patches beside the version: where they are not shown, there may be some. */
  readonly patches_in?: readonly string[];
  readonly alarms: readonly Alarmed[];
  /** What codes mean that only this service's error table lists. */
  readonly codes?: ReadonlyMap<string, Meaning>;
  /** An item of its list, or of its detail; undefined for one that shows no id. */
  read(item: unknown): Instance | undefined;
}

/** Keeps the service's name as a type. */
export const defineService = <const Name extends string>(service: Service & { readonly name: Name }) =>
  service;
