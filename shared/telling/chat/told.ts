import { everyPage } from '../../platform/every-page.ts';
import type { FleetTable } from '../../platform/fleet-ports.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { DAY, MINUTE } from '../../values/time/units.ts';
import { withOneMore } from './when.ts';

/** How the keys begin under which it stands what channels were told. */
export const CHATS = 'chat#';

const TOLD = 'told#';
/** No run lasts as long: whoever sent has said so by then, or was killed. */
const LONGEST_SEND = 2 * MINUTE;
/** How often a count is tried again that another run writes at the same time. */
const TRIES = 5;
/** Longer than any queue keeps a message. */
const KEPT = 30 * DAY;

/** What stands of a message: it is being sent, it was taken, or it was not. */
interface Mark {
  readonly state: 'sending' | 'taken' | 'refused';
  /** Epoch ms. */
  readonly at: number;
  readonly why?: string;
}

/** The right to send a message, once; whoever has it says what came of it. */
export interface Turn {
  ended(taken: true | string, now: number): Promise<void>;
}

/** What a channel was told, and how fast. */
export interface Told {
  /**
   * A turn to send a message now; *taken*: it was sent before; else why it has to wait. A run that was killed while it sent leaves a
   * message of which nobody knows: it is sent again, under its own id. Throws `PlatformUnavailable`.
   */
  turn(id: string, aMinute: number, now: number): Promise<Turn | 'taken' | { readonly waits: string }>;
  /** Of the messages whose ids begin so, the last by its id that was taken. Throws `PlatformUnavailable`. */
  lastTaken(begins: string): Promise<string | undefined>;
}

/** Opens what stands of a channel. */
export function openTold(table: FleetTable, channel: string): Told {
  const pk = `${CHATS}${channel}`;
  const read = async <Doc>(sk: string) => {
    const item = await table.get({ pk, sk });
    return { doc: item && (JSON.parse(item.doc) as Doc), version: item?.version ?? 0 };
  };
  const put = (sk: string, doc: object, replaces: number, now: number) =>
    table.put(
      {
        pk,
        sk,
        version: replaces + 1,
        write_id: nodeCrypto().randomUUID(),
        doc: JSON.stringify(doc),
        expires_at: Math.ceil((now + KEPT) / 1000),
      },
      replaces === 0 ? 'nothing' : replaces,
    );
  /** Whether the channel takes one more message now, which is then counted. */
  const takeSlot = async (aMinute: number, now: number) => {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const { doc, version } = await read<{ sent: readonly number[] }>('pace');
      const sent = withOneMore(doc?.sent ?? [], aMinute, now);
      if (!sent) return false;
      if (await put('pace', { sent }, version, now)) return true;
    }
    return false;
  };
  return {
    async lastTaken(begins) {
      let last: string | undefined;
      for await (const items of everyPage((page) => table.list(pk, `${TOLD}${begins}`, page))) {
        const taken = items.filter(({ doc }) => (JSON.parse(doc) as Mark).state === 'taken');
        last = taken.at(-1)?.sk.slice(TOLD.length) ?? last;
      }
      return last;
    },
    async turn(id, aMinute, now) {
      const sk = `${TOLD}${id}`;
      const { doc: mark, version } = await read<Mark>(sk);
      if (mark?.state === 'taken') return 'taken';
      if (mark?.state === 'sending' && now - mark.at < LONGEST_SEND) return { waits: 'it is being sent' };
      if (!(await takeSlot(aMinute, now))) return { waits: `the channel takes ${aMinute} messages a minute` };
      const sending: Mark = { state: 'sending', at: now };
      if (!(await put(sk, sending, version, now))) return { waits: 'it is being sent' };
      return {
        async ended(taken, at) {
          const after: Mark = taken === true ? { state: 'taken', at } : { state: 'refused', at, why: taken };
          await put(sk, after, version + 1, at);
        },
      };
    },
  };
}
