import { openFleetTable, publishToTopic } from '../../platform/platform.ts';
import type { Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { short } from '../../terms/outcome.ts';
import type { Message } from '../channels/channel.ts';
import { PEOPLE } from '../channels/read-channels.ts';
import { digestOf, keepForDigest } from './digest.ts';
import type { Came } from './print-told.ts';
import type { Daily, ToTell } from './to-tell.ts';
import { openTold } from './told.ts';

/** A topic takes far more; this many people read. */
const A_MINUTE = 100;

/** Mails a message to people, or keeps what went well for the daily digest; nothing where nobody is mailed. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function tellPeople(
  { message, digestLine }: ToTell,
  settings: Settings,
  now: number,
): Promise<Came[]> {
  const { PEOPLE_TOPIC, MAIL_SUCCESSES } = settings;
  if (!PEOPLE_TOPIC) return [];
  if (digestLine === undefined || MAIL_SUCCESSES === 'at-once')
    return [await mail(message, PEOPLE_TOPIC, settings, now)];
  await keepForDigest(tableOf(settings), { id: message.id, text: digestLine }, now);
  return [{ channel: PEOPLE, is: 'kept' }];
}

/** Mails all that went well by that day, where anything did. Throws `Misconfigured`, `PlatformUnavailable`. */
export async function tellDigest({ day }: Daily, settings: Settings, now: number): Promise<Came[]> {
  const { PEOPLE_TOPIC } = settings;
  if (!PEOPLE_TOPIC) return [];
  const message = await digestOf(tableOf(settings), day, settings);
  return message ? [await mail(message, PEOPLE_TOPIC, settings, now)] : [];
}

function tableOf({ FLEET_TABLE }: Settings) {
  if (!FLEET_TABLE) throw new Misconfigured('mails need FLEET_TABLE');
  return openFleetTable(FLEET_TABLE);
}

async function mail(
  { id, title, text }: Message,
  topic: string,
  settings: Settings,
  now: number,
): Promise<Came> {
  const turn = await openTold(tableOf(settings), PEOPLE).turn(id, A_MINUTE, now);
  if (turn === 'taken') return { channel: PEOPLE, is: 'told before' };
  if ('waits' in turn) return { channel: PEOPLE, is: 'waits', why: turn.waits };
  const taken = await publishToTopic(topic, `db-upkeep ${settings.STAGE}: ${title}`, text).then(
    () => true as const,
    (error: Error) => short(`${error.name}: ${error.message}`),
  );
  await turn.ended(taken, Date.now());
  return taken === true ? { channel: PEOPLE, is: 'told' } : { channel: PEOPLE, is: 'refused', why: taken };
}
