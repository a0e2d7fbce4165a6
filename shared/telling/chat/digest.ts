import type { FleetTable } from '../../platform/fleet-ports.ts';
import type { Page } from '../../platform/page.ts';
import { howMany } from '../../values/how-many.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { PROGRAM } from '../../values/program.ts';
import { iso } from '../../values/time/instant.ts';
import { DAY, HOUR, MINUTE } from '../../values/time/units.ts';
import type { Message } from '../channels/channel.ts';
import { PEOPLE } from '../channels/read-channels.ts';
import { CHATS } from './told.ts';

/** When it is told, UTC: a minute at which little else is. A rule of the bus sends it. */
export const DIGEST_AT = { hour: 7, minute: 10 } as const;

/** What happens in the last minutes before it waits for the next day, so that none is written while it is read. */
const MARGIN = 40 * MINUTE;
const KEPT = 30 * DAY;
const TITLE = 'Daily Digest';
/** So many are told one by one. */
const NAMED = 20;

const pk = `${CHATS}${PEOPLE}`;
const keysOf = (day: string) => `digest#${day}#`;

/** The day of the digest in which it is told what went well at a time (epoch ms). */
const digestDay = (now: number): string =>
  iso(now + DAY - DIGEST_AT.hour * HOUR - DIGEST_AT.minute * MINUTE + MARGIN).slice(0, 10);

/** Keeps a message for the next digest, once however often it comes. Throws `PlatformUnavailable`. */
export async function keepForDigest(table: FleetTable, { id, text }: Message, now: number): Promise<void> {
  await table.put(
    {
      pk,
      sk: `${keysOf(digestDay(now))}${id}`,
      version: 1,
      write_id: nodeCrypto().randomUUID(),
      doc: JSON.stringify({ text }),
      expires_at: Math.ceil((now + KEPT) / 1000),
    },
    'nothing',
  );
}

/** All that went well by a day's digest, in one message; undefined where nothing did. Throws `PlatformUnavailable`. */
export async function digestOf(table: FleetTable, day: string, stage: string): Promise<Message | undefined> {
  const texts: string[] = [];
  let page: Page | undefined;
  do {
    const { items, next } = await table.list(pk, keysOf(day), page);
    texts.push(...items.map(({ doc }) => (JSON.parse(doc) as { text: string }).text));
    page = next;
  } while (page);
  if (texts.length === 0) return undefined;
  const more = texts.length - NAMED;
  const lines = [
    `${howMany(texts.length, 'thing')} went well in the day up to ${day}:`,
    ...texts.slice(0, NAMED),
    ...(more > 0 ? [`and ${more} more`] : []),
    `All of it: ${PROGRAM} status --stage ${stage}`,
  ];
  return {
    id: `digest/${day}`,
    title: TITLE,
    text: lines.join('\n'),
    event: { type: TITLE, timestamp: '', data: {} },
  };
}
