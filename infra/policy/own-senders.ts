import { catalog } from '../../functions/catalog.ts';
import { broughtBy, DECIDER, writersOf } from '../aws/functions.ts';
import { roleId } from '../aws/names.ts';

/** The functions that put messages on the operations' queues, each with what `OWN_SENDERS` writes behind its role's id. */
export const operationWriters = (): [name: string, suffix: string][] =>
  [...new Set([...catalog.map(({ name }) => name), DECIDER].flatMap((name) => writersOf(name, catalog)))].map(
    (name) => {
      const brought = broughtBy(name);
      return [name, brought === undefined ? '' : `:${brought}`];
    },
  );

/**
 * What `OWN_SENDERS` will hold: the ids of the roles whose functions put messages on the operations' queues, with what they may
 * bring. SQS writes the ids before the colon of a message's SenderId, and nobody else can.
 */
export const ownSenders = (): object => ({
  'Fn::Join': [
    '',
    operationWriters().flatMap(([name, suffix], index) => [
      ...(index === 0 ? [] : [',']),
      { 'Fn::GetAtt': [roleId(name), 'RoleId'] },
      ...(suffix ? [suffix] : []),
    ]),
  ],
});
