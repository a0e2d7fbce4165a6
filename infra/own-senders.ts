import type { Operation } from '../shared/operation.ts';
import { queued, writersOf } from './functions.ts';
import { roleId } from './names.ts';

/** What SQS writes as the sender of our own functions' messages, joined by commas: the ids of the roles that fill a queue. */
export function ownSenders(catalog: readonly Operation[]): object {
  const writers = [...new Set(queued(catalog).flatMap(writersOf))].sort();
  return { 'Fn::Join': [',', writers.map((name) => ({ 'Fn::GetAtt': [roleId(name), 'RoleId'] }))] };
}
