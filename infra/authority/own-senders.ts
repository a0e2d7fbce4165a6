import { catalog } from '../../functions/catalog.ts';
import { writersOf } from '../functions.ts';
import { roleId } from '../names.ts';

/**
 * What `OWN_SENDERS` will hold: the ids of the roles whose functions put messages on the operations' queues. SQS writes them
 * before the colon of a message's SenderId, and nobody else can.
 */
export function ownSenders(): object {
  const writers = new Set(catalog.flatMap(({ name }) => writersOf(name)));
  return { 'Fn::Join': [',', [...writers].map((name) => ({ 'Fn::GetAtt': [roleId(name), 'RoleId'] }))] };
}
