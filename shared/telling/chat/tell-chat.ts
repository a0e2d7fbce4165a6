import { openFleetTable } from '../../platform/platform.ts';
import type { Invocation, Received } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { deliver } from '../channels/deliver.ts';
import { type Channels, PEOPLE, readChannels } from '../channels/read-channels.ts';
import { tellEach } from '../tell-each.ts';
import { type Came, printTold } from './print-told.ts';
import { tellDigest, tellPeople } from './tell-people.ts';
import { type Daily, type ToTell, toTell } from './to-tell.ts';
import { openTold } from './told.ts';
import { keepsStill } from './when.ts';

/** Less time than one channel may take is too little to begin. */
const LEAST_MS = 12_000;

/** Tells people and channels of the events in a batch, each once; returns the ids of messages of which a channel has still to hear. */
export const tellChat = (
  messages: readonly Received[],
  { remaining }: Invocation,
  given: Given,
): Promise<string[]> =>
  tellEach<ToTell | Daily, readonly Came[]>(messages, {
    read: (body) => toTell(body, given instanceof Misconfigured ? '' : given.STAGE),
    tell: (told) => tellAll(told, remaining, inForce(given)),
    failed: (why) => [{ is: 'failed', why }],
    isOpen: (came) => came.some(({ is }) => OPEN.includes(is)),
    print: printTold,
  });

/** What has still to be told. */
const OPEN: readonly Came['is'][] = ['waits', 'refused', 'failed'];

async function tellAll(
  told: ToTell | Daily,
  remaining: () => number,
  settings: Settings,
): Promise<readonly Came[]> {
  const now = Date.now();
  if ('day' in told) return tellDigest(told, settings, now);
  const came = told.to.includes(PEOPLE) ? await tellPeople(told, settings, now) : [];
  const names = told.to.filter((name) => name !== PEOPLE);
  if (names.length === 0) return came;
  const channels = await readChannels(settings);
  for (const name of names) {
    came.push(
      remaining() < LEAST_MS
        ? { channel: name, is: 'waits', why: 'this run has no time left' }
        : await tellOne(name, told, channels, settings),
    );
  }
  return came;
}

async function tellOne(
  name: string,
  { message, about, urgent }: ToTell,
  channels: Channels,
  { FLEET_TABLE }: Settings,
): Promise<Came> {
  if (!FLEET_TABLE) throw new Misconfigured('chats need FLEET_TABLE');
  const channel = channels.get(name);
  if (!channel) return { channel: name, is: 'refused', why: 'no such channel is in the secret' };
  const now = Date.now();
  if (!urgent && keepsStill(about, now)) {
    return { channel: name, is: 'waits', why: 'robots have most to do at this minute' };
  }
  const turn = await openTold(openFleetTable(FLEET_TABLE), name).turn(
    message.id,
    channel.adapter.aMinute,
    now,
  );
  if (turn === 'taken') return { channel: name, is: 'told before' };
  if ('waits' in turn) return { channel: name, is: 'waits', why: turn.waits };
  const taken = await deliver(channel, message, now);
  await turn.ended(taken, Date.now());
  return taken === true ? { channel: name, is: 'told' } : { channel: name, is: 'refused', why: taken };
}
