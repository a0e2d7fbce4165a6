import { catalog } from '../../../functions/catalog.ts';
import { intentSchema } from '../../../infra/schemas/intent-schema.ts';
import { channelsIn } from '../../../shared/telling/channels/read-channels.ts';
import { type Senders, sendersIn } from '../../../shared/telling/desk/senders.ts';
import { Misconfigured } from '../../../shared/terms/errors.ts';
import { howMany } from '../../../shared/values/how-many.ts';
import { BadUsage } from '../../command.ts';

/** The senders in a JSON text. Throws `BadUsage`, also where a field is called as no operation calls it. */
export function sendersOf(text: string): Senders {
  const senders = orBadUsage(() => sendersIn(text, { local: false, called: 'senders' }));
  const known = fieldsOfIntents();
  for (const [index, { fields = {} }] of [...senders.values()].entries()) {
    const strange = Object.values(fields).filter((ours) => ours !== null && !known.has(ours));
    if (strange.length > 0) {
      throw new BadUsage(
        `senders: sender ${index + 1}: fields: no operation takes ${strange.join(', ')}; they take ${[...known].sort().join(', ')}`,
      );
    }
  }
  return senders;
}

/** Senders as a JSON text. Those who have secrets alone keep the form that older versions read. */
export const sendersText = (senders: Senders): string =>
  JSON.stringify(
    Object.fromEntries(
      [...senders].map(([name, { secrets, ...more }]) => [
        name,
        Object.keys(more).length > 0 ? { secrets, ...more } : secrets,
      ]),
    ),
  );

/** What any intent may hold. */
const fieldsOfIntents = (): Set<string> =>
  new Set(catalog.flatMap((operation) => Object.keys(intentSchema(operation).properties)));

/** Senders, a line each. */
export const listed = (senders: Senders) =>
  [...senders]
    .map(([name, { secrets, url, fields }]) => {
      const has = [
        secrets.length === 1 ? 'one secret' : 'two secrets',
        url !== undefined && 'is told outcomes',
        fields && `${howMany(Object.keys(fields).length, 'field')} by other names`,
      ];
      return `  ${name}: ${has.filter(Boolean).join(', ')}\n`;
    })
    .join('');

/** The channels in a JSON text, a line each. Throws `BadUsage`. */
export function kindsIn(text: string): string {
  const channels = orBadUsage(() => channelsIn(text, { local: false, called: 'channels' }));
  return [...channels].map(([name, { kind }]) => `  ${name}: ${kind}\n`).join('');
}

function orBadUsage<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof Misconfigured) throw new BadUsage(error.message);
    throw error;
  }
}
