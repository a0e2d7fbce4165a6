import type { FleetTable } from '../../platform/fleet-ports.ts';
import type { Settings } from '../../settings/settings.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { PROGRAM } from '../../values/program.ts';
import { DAY } from '../../values/time/units.ts';
import type { Message } from '../channels/channel.ts';
import { PEOPLE } from '../channels/read-channels.ts';
import { digestDay, digestLines, type Well } from './digest-words.ts';
import { CHATS, openTold } from './told.ts';

/** As long as it stands what was told: a digest that did not come is told by a later one until then. */
const KEPT = 30 * DAY;
const TITLE = 'Daily Digest';

const pk = `${CHATS}${PEOPLE}`;
const KEPT_FOR = 'digest#';
/** How the ids of digests begin. */
const DIGESTS = 'digest/';
const PAGE = 500;

/** Keeps a message for the next digest, once however often it comes. Throws `PlatformUnavailable`. */
export async function keepForDigest(
  table: FleetTable,
  { id, text }: Pick<Message, 'id' | 'text'>,
  now: number,
): Promise<void> {
  await table.put(
    {
      pk,
      sk: `${KEPT_FOR}${digestDay(now)}#${id}`,
      version: 1,
      write_id: nodeCrypto().randomUUID(),
      doc: JSON.stringify({ text }),
      expires_at: Math.ceil((now + KEPT) / 1000),
    },
    'nothing',
  );
}

/**
 * All that went well since the last digest that was taken, by that of a day, in one message; undefined where nothing did, or that day
 * was told by a later one. Throws `PlatformUnavailable`.
 */
export async function digestOf(
  table: FleetTable,
  day: string,
  { STAGE, CONSOLE_HOST }: Pick<Settings, 'STAGE' | 'CONSOLE_HOST'>,
): Promise<Message | undefined> {
  const last = (await openTold(table, PEOPLE).lastTaken(DIGESTS))?.slice(DIGESTS.length);
  const lines = digestLines(await keptSince(last, table), day);
  return (
    lines && {
      id: `${DIGESTS}${day}`,
      title: TITLE,
      text: [
        ...lines,
        [`All of it: ${PROGRAM} status --stage ${STAGE}`, CONSOLE_HOST && `https://${CONSOLE_HOST}/history`]
          .filter(Boolean)
          .join(' '),
      ].join('\n'),
      event: { type: TITLE, timestamp: '', data: {} },
    }
  );
}

/** What was kept for the digests after that of a day; all of it where none was told. */
async function keptSince(day: string | undefined, table: FleetTable): Promise<Well[]> {
  const found: Well[] = [];
  // Behind every key of that day.
  let behind = day && `${KEPT_FOR}${day}~`;
  for (;;) {
    const { items, last } = await table.slice(pk, KEPT_FOR, { behind, most: PAGE });
    found.push(
      ...items.map(({ sk, doc }) => ({
        day: sk.slice(KEPT_FOR.length).split('#', 1)[0] ?? '',
        text: (JSON.parse(doc) as { text: string }).text,
      })),
    );
    if (last || items.length === 0) return found;
    behind = items.at(-1)?.sk;
  }
}
