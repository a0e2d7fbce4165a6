import { PlatformUnavailable } from '../../terms/errors.ts';
import { chunksOf } from '../../values/chunks.ts';
import { parseJson } from '../../values/json/parse-json.ts';
import { isPlainObject } from '../../values/json/plain-object.ts';
import type { BusEvent } from '../ports.ts';
import { askAws } from './ask.ts';

interface Put {
  readonly Entries?: readonly { readonly ErrorCode?: string; readonly ErrorMessage?: string }[];
}

const EVENTS_A_CALL = 10;

/**
 * Hands events to the bus and returns the keys of those it took: a reply of 200 may refuse some of them. Throws
 * `PlatformUnavailable` when it took none of a call.
 */
export async function putEvents(bus: string, events: readonly BusEvent[]): Promise<string[]> {
  const taken: string[] = [];
  for (const some of chunksOf(events, EVENTS_A_CALL)) {
    const { Entries = [] } = await put(bus, some);
    const took = some.filter((_, index) => Entries[index] && !Entries[index].ErrorCode);
    if (took.length === 0) {
      const { ErrorCode = 'no answer', ErrorMessage = '' } = Entries[0] ?? {};
      throw new PlatformUnavailable(`the bus ${bus} took no event: ${ErrorCode} ${ErrorMessage}`.trim());
    }
    taken.push(...took.map(({ key }) => key));
  }
  return taken;
}

/** The event in a message that a rule of the bus put on a queue; undefined for any other text. */
export function busEventIn(text: string): { detailType: string; detail: unknown; time?: string } | undefined {
  const event = parseJson(text);
  if (!isPlainObject(event) || typeof event['detail-type'] !== 'string') return undefined;
  const { 'detail-type': detailType, detail, time } = event;
  return { detailType, detail, ...(typeof time === 'string' && { time }) };
}

async function put(bus: string, events: readonly BusEvent[]): Promise<Put> {
  try {
    return await askAws<Put>('eventbridge', 'PutEvents', {
      Entries: events.map(({ detailType, at, detail }) => ({
        EventBusName: bus,
        Source: 'db-upkeep',
        DetailType: detailType,
        Time: Math.floor(at / 1000),
        Detail: JSON.stringify(detail),
      })),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
    throw new PlatformUnavailable(`the bus ${bus} did not answer: ${reason}`);
  }
}
