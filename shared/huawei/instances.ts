import * as z from 'zod/mini';
import type { Answers, Read } from '../terms/lookup.ts';
import type { Service } from '../terms/operation.ts';
import type { Check, Misfit, Unchecked } from '../terms/preflight.ts';
import { lenient } from '../values/json/lenient.ts';
import { isSameId } from './ids.ts';

/** What the three services' lists of instances have in common (contract §7.2); services add fields of their own. */
const instance = z.lazy(() =>
  z.looseObject({
    id: z.string(),
    status: lenient(z.string()),
    actions: lenient(z.nullable(z.array(z.unknown()))),
  }),
);

/** An instance as its service's list shows it. */
export type Instance = z.infer<typeof instance>;

/** The list of instances: one of them by its id, several out of the list, which is read once for all; without ids the whole list. */
export const listInstances = (ids: readonly string[]): Read => ({
  route: 'GET /v3/{project_id}/instances',
  ...(ids.length === 1 && ids[0] && { query: { id: ids[0] } }),
  list: { items: 'instances', size: 100, offset: 'items', ...(ids.length > 1 && { ids }) },
});

/** The instance in that list's answer; *absent* when a complete list does not hold it, *unread* when it cannot be told. */
export function findInstance({ instances }: Answers, id: string): Instance | 'unread' | 'absent' {
  if (!Array.isArray(instances)) return 'unread';
  const read = instances.map((item) => instance.safeParse(item));
  const found = read.find(({ data }) => data && isSameId(data.id, id))?.data;
  return found ?? (read.every(({ success }) => success) ? 'absent' : 'unread');
}

/** The ids that the list shows; undefined where it could not be read. */
export const idsIn = (answer: unknown): string[] | undefined =>
  Array.isArray(answer) ? answer.flatMap((item) => instance.safeParse(item).data?.id ?? []) : undefined;

// The vendor's words, of all three services and every version of their lists, in lower case. The first two kinds need no
// person: the one is normal, the other ends by itself.
const REST = ['active', 'normal'];
const PASSING = [
  'build',
  'creating',
  'expanding',
  'rebooting',
  'upgrading',
  'restoring',
  'backing up',
  'reducing replication',
  'reducing',
  'modifying',
  'modifying database port',
  'switchover',
  'migrating',
  'repairing',
];
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
export function checkAtRest(found: ReturnType<typeof findInstance>, id: string, service: Service): Check {
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
  if (REST.includes(word)) return undefined;
  if (PASSING.includes(word)) return { reason: `the instance is ${status}`, ...BUSY };
  const hint = HINTS.get(word);
  return hint
    ? { reason: `the instance is ${status}`, hint }
    : undocumented('status', 'the instance', status);
}

function checkActions({ actions }: Instance, service: Service): Misfit | Unchecked | undefined {
  if (service === 'geminidb' && actions === undefined) return { unchecked: 'actions' };
  if (!actions?.length) return undefined;
  return { reason: `${actions.map(String).join(', ')} is running on the instance`, ...BUSY };
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
