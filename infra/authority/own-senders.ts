import { catalog } from '../../functions/catalog.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import { writersOf } from '../aws/functions.ts';
import { roleId } from '../aws/names.ts';

/** The functions that put messages on the operations' queues. */
export const operationWriters = (operations: readonly Operation[]): string[] => [
  ...new Set(operations.flatMap(({ name }) => writersOf(name))),
];

/**
 * What `OWN_SENDERS` will hold: the ids of the roles whose functions put messages on the operations' queues. SQS writes them
 * before the colon of a message's SenderId, and nobody else can.
 */
export const ownSenders = (): object => ({
  'Fn::Join': [',', operationWriters(catalog).map((name) => ({ 'Fn::GetAtt': [roleId(name), 'RoleId'] }))],
});
