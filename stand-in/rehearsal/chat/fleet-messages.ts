import { howMany } from '../../../shared/values/how-many.ts';
import { PROGRAM } from '../../../shared/values/program.ts';
import type { TakenMessage } from '../../chat/robots.ts';
import type { TakenEvent } from '../../platform/event-bus.ts';

/** Whether an event names rooms beside the people of the mails. */
export const namesRooms = ({ detail: { to } }: TakenEvent): boolean => Array.isArray(to) && to.length > 1;

/** A message as a person has to read it in a room. */
const textOf = ({ detailType, detail: { fleet, rollout, sentence } }: TakenEvent): string =>
  `${detailType}\nFleet ${fleet}, rollout ${rollout}: ${sentence}. ${PROGRAM} fleet show ${rollout} --stage local`;

/** What every room has to read of these events, each once, in their order; what is otherwise, in words. */
export const compareMessages = (
  rooms: readonly string[],
  events: readonly TakenEvent[],
  taken: readonly TakenMessage[],
): string[] =>
  rooms.flatMap((room) => {
    const read = taken.filter(({ kind }) => `${kind}-room` === room).slice(0, events.length);
    const should = events.map((event) => (room === 'webhook-room' ? event.detail.sentence : textOf(event)));
    const odd = should.findIndex((text, index) => read[index]?.reads !== text);
    return odd < 0
      ? []
      : [
          `told to ${room}: message ${odd + 1} is ${JSON.stringify(read[odd]?.reads)}, not ${JSON.stringify(should[odd])}`,
        ];
  });

/** The same as they stand in a room, with the time of each. */
export const messageLines = (rooms: readonly string[], events: readonly TakenEvent[]): string[] => [
  `Told to ${rooms.length} rooms, each message once although it came twice: ${howMany(events.length, 'message')} of a fleet of 120.`,
  ...events.flatMap((event) => [
    `  ${String(event.detail.at).slice(0, 16).replace('T', ' ')}`,
    ...textOf(event)
      .split('\n')
      .map((line) => `    ${line}`),
  ]),
];
