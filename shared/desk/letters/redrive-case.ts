import type { Entry } from '../../ledger/entry/entry.ts';
import type { Message } from '../../platform/ports.ts';
import type { Operation } from '../../terms/operation.ts';
import type { Site } from '../../terms/site.ts';
import type { Letter } from './letter.ts';

/** A request whose letter may be redriven, as the ledger holds it, and the deployment that it came to. */
export interface Held {
  readonly operation: Operation;
  readonly site: Site;
  readonly entry: Entry;
  /** Of a request that was sent on in parts: the targets whose part the ledger holds. */
  readonly inParts?: ReadonlySet<string>;
}

/** A dead letter, and what the ledger holds under its request_id. */
export interface Case extends Omit<Held, 'entry'> {
  readonly letter: Letter;
  readonly entry: Entry | undefined;
  /** Of what a rollout released: whether its target still takes a slot there; undefined where the rollout cannot be read. */
  readonly inRollout?: 'open' | 'settled' | undefined;
}

/** What a person asks for; `named` when for one request only. */
export interface Asked {
  readonly named: boolean;
  readonly resend: boolean;
  readonly extend: boolean;
}

/** What a person may decide. */
export type Flag = 'resend' | 'extend';

/**
 * What redriving a letter comes to. Either it *stays*: why, and which decision it *needs* not to. Or the message for the
 * work queue, the targets that it *sends* if all goes well, and those of them that the cloud may be working on already; without a
 * message the letter is only removed.
 */
export type Plan =
  | { readonly stays: string; readonly needs?: Flag }
  | {
      readonly message?: Message;
      readonly says: string;
      readonly sends: readonly string[];
      readonly again: readonly string[];
    };
