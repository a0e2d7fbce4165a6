import { openFleetTable } from '../../platform/platform.ts';
import type { Invocation, Received } from '../../platform/ports.ts';
import { type Given, inForce, type Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { deliver } from '../channels/deliver.ts';
import { type Channels, PEOPLE, readChannels } from '../channels/read-channels.ts';
import { type Came, printTold } from './print-told.ts';
import { type ToTell, toTell } from './to-tell.ts';
import { openTold } from './told.ts';
import { keepsStill } from './when.ts';

/** Less time than one channel may take is too little to begin. */
const LEAST_MS = 12_000;

/** Tells channels of the events in a batch, each channel once; returns the ids of messages of which a channel has still to hear. */
export async function tellChat(
  messages: readonly Received[],
  { remaining }: Invocation,
  given: Given,
): Promise<string[]> {
  const handedBack: string[] = [];
  for (const { id, body } of messages) {
    const told: ToTell | undefined = toTell(body, given instanceof Misconfigured ? '' : given.STAGE);
    const came = await tellAll(told, remaining, given).catch((error: unknown): Came[] => [
      { is: 'failed', why: error instanceof Error ? error.message : String(error) },
    ]);
    if (came.some(({ is }) => is !== 'told' && is !== 'told before')) handedBack.push(id);
    printTold(id, told, came);
  }
  return handedBack;
}

async function tellAll(
  told: ToTell | undefined,
  remaining: () => number,
  given: Given,
): Promise<readonly Came[]> {
  const settings = inForce(given);
  // Nobody can read it later either: the dead letters keep it.
  if (!told) throw new TypeError('no event of a rollout that can be read');
  const names = told.to.filter((name) => name !== PEOPLE);
  if (names.length === 0) return [];
  const channels = await readChannels(settings);
  const came: Came[] = [];
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
  { message, rollout, urgent }: ToTell,
  channels: Channels,
  { FLEET_TABLE }: Settings,
): Promise<Came> {
  if (!FLEET_TABLE) throw new Misconfigured('chats need FLEET_TABLE');
  const channel = channels.get(name);
  if (!channel) return { channel: name, is: 'refused', why: 'no such channel is in the secret' };
  const now = Date.now();
  if (!urgent && keepsStill(rollout, now)) {
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
