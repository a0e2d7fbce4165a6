import type { Row, Table } from '../platform/ports.ts';
import { wait } from '../platform/wait.ts';
import { PlatformUnavailable } from '../terms/errors.ts';
import { nodeCrypto } from '../values/node-crypto.ts';

// Everybody who submits for one rule of the policy meets in one item.
const RACES = 60;
const LONGEST_PAUSE_MS = 250;

/** A document as it was read, with the version that a write over it must find unchanged. */
export interface Standing<Doc> {
  readonly doc: Doc;
  readonly version: number;
}

/** A document to write, until when the table keeps it (epoch ms), and what of it the indexes need. */
export type Content<Doc> = Omit<Row, 'pk' | 'version' | 'write_id' | 'doc' | 'expires_at'> & {
  readonly doc: Doc;
  readonly kept_until: number;
};

/** What a change comes to: its answer, and what is written first, if anything. */
export interface Change<Doc, Answer> {
  readonly answer: Answer;
  readonly write?: Content<Doc>;
}

/** A JSON document under a key of the ledger. Every method throws `PlatformUnavailable`. */
export interface Cell<Doc> {
  read(): Promise<Standing<Doc> | undefined>;
  /** Writes over what was read, or where nothing stands; returns the new version, undefined when somebody else was faster. */
  write(content: Content<Doc>, over: { readonly version: number } | undefined): Promise<number | undefined>;
  /** Reads, decides and writes until nobody comes in between; returns the answer of what then stands. `known` was read a moment ago. */
  change<Answer>(
    decide: (standing: Standing<Doc> | undefined) => Change<Doc, Answer> | Promise<Change<Doc, Answer>>,
    known?: Standing<Doc>,
  ): Promise<Answer>;
}

/** The document under that key; `parse` reads its text. */
export function cell<Doc>(
  table: Table,
  pk: string,
  parse: (text: string) => Doc = (text) => JSON.parse(text) as Doc,
): Cell<Doc> {
  const at: Cell<Doc> = {
    async read() {
      const row = await table.get(pk);
      return row && { doc: parse(row.doc), version: row.version };
    },
    async write({ doc, kept_until, ...indexed }, over) {
      const row = {
        pk,
        version: (over?.version ?? 0) + 1,
        write_id: nodeCrypto().randomUUID(),
        doc: JSON.stringify(doc),
        ...indexed,
        expires_at: Math.ceil(kept_until / 1000),
      };
      return (await table.put(row, over?.version ?? 'nothing')) ? row.version : undefined;
    },
    async change(decide, known) {
      for (let race = 0; race < RACES; race++) {
        const standing = race === 0 && known ? known : await at.read();
        const { answer, write } = await decide(standing);
        if (!write || (await at.write(write, standing))) return answer;
        await wait(Math.random() * Math.min(LONGEST_PAUSE_MS, 10 * (race + 1)));
      }
      throw new PlatformUnavailable(`the ledger item ${pk} changed ${RACES} times while being written`);
    },
  };
  return at;
}
