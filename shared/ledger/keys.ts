import type { Operation } from '../terms/operation.ts';

// The key of every kind of item. What stands in tables already is found by them: they never change.

/** An entry: the operation, the project and the caller's id. */
export const requestKey = (operation: string, project_id: string, request_id: string): string =>
  `${operation}#${project_id}#${request_id}`;

/** The key of an entry. */
export const entryKey = (entry: { operation: string; project_id: string; request_id: string }): string =>
  requestKey(entry.operation, entry.project_id, entry.request_id);

/** The caller's id in an entry's key. */
export const requestIn = (key: string): string => key.split('#').slice(2).join('#');

/** The project in an entry's key. */
export const projectIn = (key: string): string => key.split('#')[1] ?? '';

/** How the keys of an operation's entries begin. */
export const requestKeys = (operation: string): string => `${operation}#`;

/** How the keys of the locks begin. */
export const LOCKS = 'lock#';

/** The lock on an instance; the vendor takes ids in either letter case. */
export const lockKey = ({ service }: Operation, project_id: string, instance: string): string =>
  `${LOCKS}${service}#${project_id}#${instance.toLowerCase()}`;

/** Whether a lock is on an instance of that id, of whichever service and project. */
export const isLockOn = (key: string, instance: string): boolean =>
  key.endsWith(`#${instance.toLowerCase()}`);

/** Which request a job that was found in the cloud belongs to, for one target of it. */
export const foundJobKey = (job_id: string, target: string): string => `job#${job_id}#${target}`;

/** How the keys of breakers begin. */
export const BREAKERS = 'credential#';

/** A login's breaker; `name` stands for its secret. */
export const breakerKey = (identity: string, name: string): string => `${BREAKERS}${identity}#${name}`;

/** How many targets of an operation were sent within the hour, for a rule of the policy. */
export const hourKey = (operation: string, rule: string): string => `hour#${operation}#${rule}`;

/** Every pause: one item for all, so that a submission finds out with one read. */
export const PAUSE_KEY = 'pause';

/** Since when every entry has its pointers. */
export const POINTERS_KEY = 'pointers';

/** What the index of recent claims is asked by. */
export const claimsOf = ({ service }: Pick<Operation, 'service'>, project_id: string): string =>
  `${service}#${project_id}`;
