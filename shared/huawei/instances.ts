import type { Answers, Read } from '../terms/lookup.ts';
import type { Check, Misfit, Unchecked } from '../terms/preflight.ts';
import { isPlainObject } from '../values/json/plain-object.ts';
import { isSameId } from './ids.ts';
import type { Instance } from './services/instance.ts';
import type { Service, Statuses } from './services/service.ts';
import { type ServiceName, serviceOf, services } from './services/services.ts';

/** A service's list of instances: one of them by its id, several out of the list, which is read once for all; without ids the whole list. */
export const listInstances = (service: ServiceName, ids: readonly string[]) =>
  ({
    ...listOf(service),
    ...(ids.length === 1 && ids[0] && { query: { id: ids[0] } }),
    list: { items: 'instances', size: 100, offset: 'items', ...(ids.length > 1 && { ids }) },
  }) as const;

const listOf = (service: ServiceName) => {
  const { list: route, older_list: older }: Service = serviceOf(service);
  return { route, ...(older && { older }) };
};

/** The read of one instance's tags; none where its service's list shows them. */
export function showTags(service: ServiceName, instance_id: string): Read | undefined {
  const { tags: route }: Service = serviceOf(service);
  return route === undefined ? undefined : { route, names: { instance_id } };
}

/** The id that an item of a list shows. */
export const idOf = (item: unknown) =>
  isPlainObject(item) && typeof item.id === 'string' ? item.id : undefined;

/** The instance in that list's answer; *absent* when a complete list does not hold it, *unread* when it cannot be told. */
export function findInstance(
  service: ServiceName,
  { instances }: Answers,
  id: string,
): Instance | 'unread' | 'absent' {
  if (!Array.isArray(instances)) return 'unread';
  const found = instances.find((item) => isSameId(idOf(item) ?? '', id));
  return (
    serviceOf(service).read(found) ??
    (instances.every((item) => idOf(item) !== undefined) ? 'absent' : 'unread')
  );
}

/** The same; undefined unless it was found. */
export function instanceIn(service: ServiceName, answers: Answers, id: string): Instance | undefined {
  const found = findInstance(service, answers, id);
  return typeof found === 'string' ? undefined : found;
}

/** The ids that the list shows; undefined where it could not be read. */
export const idsIn = (answer: unknown): string[] | undefined =>
  Array.isArray(answer) ? answer.flatMap((item) => idOf(item) ?? []) : undefined;

// A word means the same in every service's list, whichever of them documents it.
const isOneOf = (kind: keyof Statuses, word: string): boolean =>
  services.some(({ statuses }: Service) => statuses[kind].some((one) => plainWord(one) === word));

/** What to do about what is broken, by word in small letters and blanks. */
const HINTS = new Map([
  ['failed', 'the instance has failed: mend it in the console first'],
  ['build failed', 'the instance was never created completely'],
  ['createfail', 'the instance was never created completely'],
  ['abnormal', 'the instance or one of its nodes is abnormal: mend it first'],
  ['frozen', 'the instance is frozen: settle the bill or unfreeze it first'],
  ['storage full', "the instance's storage is full: enlarge it first"],
  ['data disk full', "the instance's storage is full: enlarge it first"],
  ['enlargefail', 'enlarging the storage failed: mend it in the console first'],
  [
    'upgrade to be observed',
    'an upgrade waits to be committed or rolled back: decide on it in the console first',
  ],
  ['shutdown', 'the instance is stopped: start it first'],
]);
// The same list joins some words by blanks and others by underscores.
const plainWord = (status: string) => status.trim().toLowerCase().replaceAll('_', ' ');

/** Whether the instance exists, is in a normal state and nothing is at work on it. */
export function checkAtRest(service: ServiceName, answers: Answers, id: string): Check {
  const found = findInstance(service, answers, id);
  if (found === 'unread') return { unchecked: 'instance' };
  if (found === 'absent') {
    return {
      reason: `no instance ${id} is listed for ${service} in this project and region`,
      hint: 'check id, project and region',
    };
  }
  const status = checkStatus(found);
  // What is at work shows whether or not the status does (contract §7.2).
  const actions = checkActions(found, service);
  if (status && 'reason' in status) return status;
  if (!status || (actions && 'reason' in actions)) return actions;
  return actions ? { ...status, unchecked: `${status.unchecked}, ${actions.unchecked}` } : status;
}

function checkStatus({ status }: Instance): Misfit | Unchecked | undefined {
  if (status === undefined) return { unchecked: 'status' };
  const word = plainWord(status);
  if (isOneOf('rest', word)) return undefined;
  if (isOneOf('passing', word)) return { reason: `the instance is ${status}`, ...BUSY };
  const hint = HINTS.get(word);
  return hint
    ? { reason: `the instance is ${status}`, hint }
    : undocumented('status', 'the instance', status);
}

function checkActions({ actions }: Instance, service: ServiceName): Misfit | Unchecked | undefined {
  if (serviceOf(service).shows_actions && actions === undefined) return { unchecked: 'actions' };
  if (!actions?.length) return undefined;
  return { reason: `${actions.join(', ')} is running on the instance`, ...BUSY };
}

const BUSY = { hint: 'its current work has to end first', retry: true };

/** A word that the vendor's documents do not have: a disruptive operation waits until it has passed. */
const undocumented = (field: string, of: string, word: string): Unchecked => ({
  unchecked: `${field} (${word} is not a documented word)`,
  doubt: {
    reason: `${of} is ${word}, which is not a documented word`,
    hint: 'look in the console what it means; once that is over, it is sent',
    retry: true,
  },
});
