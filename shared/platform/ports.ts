import type { FleetTable } from './fleet-ports.ts';
import type { Page } from './page.ts';

/** One item of the ledger table: a JSON document under a key, with what its indexes need beside it. */
export interface Row {
  readonly pk: string;
  /** Counts the writes; every write names the version it replaces. */
  readonly version: number;
  /** Tells our own write from another's when the answer to it was lost. */
  readonly write_id: string;
  readonly doc: string;
  /** Epoch ms at which something is to be done; absent when nothing is. */
  readonly due_at?: number;
  readonly shard?: string;
  /** `<service>#<project>`, for finding what else was going on there. */
  readonly project?: string;
  readonly claimed_at?: number;
  readonly jobs?: readonly string[];
  /** Targets for which a submission may be at work without its job being known yet. */
  readonly pending?: readonly string[];
  /** Epoch seconds after which the table may drop the item. */
  readonly expires_at: number;
}

/** A small item that leads from what somebody may ask for, such as an instance, to the item of a key. */
export interface Pointer {
  readonly about: string;
  readonly to: string;
  /** Epoch ms, by which what is found is ordered. */
  readonly at: number;
  /** Epoch seconds after which the table may drop it. */
  readonly expires_at: number;
}

/** What a pointer leads to. */
export type Pointed = Pick<Pointer, 'to' | 'at'>;

/** The reads and writes that the ledger is made of. Every method throws `PlatformUnavailable`. */
export interface Table {
  get(pk: string): Promise<Row | undefined>;
  /** The rows of those keys that exist, in no order. */
  getAll(pks: readonly string[]): Promise<Row[]>;
  /** Writes every pointer, over an equal one too. */
  point(pointers: readonly Pointer[]): Promise<void>;
  /**
   * Where the pointers about something lead, latest first, as the index shows them a moment late; a page at a time. *no index*
   * where the table was made by an older version, or its index is being filled.
   */
  pointed(about: string, wanted: Span, page?: Page): Promise<{ found: Pointed[]; next?: Page } | 'no index'>;
  /** Writes the row if the item still has `replaces` as its version, or does not exist; false when it has changed. */
  put(row: Row, replaces: number | 'nothing'): Promise<boolean>;
  /** Rows of a shard due at or before `until`, oldest first, a page of at most 100 at a time. */
  due(shard: string, until: number, page?: Page): Promise<{ rows: Row[]; next?: Page }>;
  /** Every row that is due at some time, in no order, as the index shows them a moment late; a page at a time. */
  everDue(page?: Page): Promise<{ rows: Row[]; next?: Page }>;
  /** Moves the due time of a row that is still due at `from`; false when it is not. */
  postpone(pk: string, from: number, to: number): Promise<boolean>;
  /** Rows of a project claimed within a time span, as the index shows them a moment late. */
  recent(project: string, from: number, to: number): Promise<Recent[]>;
  /** Rows whose key begins with one of the prefixes and whose document holds the text; the whole table, a page at a time. */
  scan(wanted: Wanted, page?: Page): Promise<{ rows: Row[]; next?: Page }>;
}

/** A time span, both ends included, in epoch ms, and how many are wanted of it at most. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly most: number;
}

/** What a scan looks for; without a text, every document. */
export interface Wanted {
  readonly prefixes: readonly string[];
  readonly text?: string;
}

/** What the index of recent claims holds of a row. */
export type Recent = Pick<Row, 'pk' | 'jobs' | 'pending'>;

/** A message to put on a queue; attributes are strings. */
export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Why the queue has not got a message; *refused*: it takes the others, and this one never. */
export interface Untaken {
  readonly reason: string;
  readonly refused: boolean;
}

/** An event for the bus; `key` tells the caller which of his events it is. */
export interface BusEvent {
  readonly key: string;
  readonly detailType: string;
  readonly at: number;
  readonly detail: object;
}

/** A secret's text, and the id of the version it is: another id means another text. */
export interface Secret {
  readonly text: string;
  readonly version?: string;
}

/** Which version of a secret: the one in force, or the one before it. */
export type SecretStage = 'current' | 'previous';

/** What we ask of the platform that runs us. */
export interface Platform {
  /** How long a function may run at most, in ms. */
  readonly LONGEST_RUN_MS: number;
  /** The ledger table of that name. */
  openTable(name: string): Table;
  /** The fleet table of that name. */
  openFleetTable(name: string): FleetTable;
  /** Puts all messages on an operation's queue. Throws `PlatformUnavailable` unless the queue took every one. */
  putOnQueue(urlTemplate: string, operation: string, messages: readonly Message[]): Promise<void>;
  /** Offers messages to an operation's queue. Says of each, in their order, why it was not taken. */
  offerToQueue(
    urlTemplate: string,
    operation: string,
    messages: readonly Message[],
  ): Promise<readonly (Untaken | undefined)[]>;
  /** The message as a queue takes it: where it is too large, its body is cut, and a word in it says so. */
  fitted(message: Message): Message;
  /** Hands events to the bus; returns the keys of those it took. Throws `PlatformUnavailable` when it took none. */
  putEvents(bus: string, events: readonly BusEvent[]): Promise<string[]>;
  /** The event in a message that the bus put on a queue; undefined for any other text. */
  busEventIn(text: string): (Pick<BusEvent, 'detailType'> & { detail: unknown; time?: string }) | undefined;
  /** Mails a text to everybody whom a topic knows; it may arrive twice. Throws what kept it. */
  publishToTopic(topic: string, subject: string, text: string): Promise<void>;
  /** A secret, kept for `ttlMs`. Throws `PlatformUnavailable`; *missing* where there is no such version. */
  readSecret(id: string, ttlMs: number, stage?: SecretStage): Promise<Secret>;
  /** Makes the next reads ask the store again. */
  forgetSecret(id: string): void;
  /** Who asks for a page, as the door vouches for it. Throws `Forbidden`, `PlatformUnavailable`. */
  visitorOf(headers: PageRequest['headers'], door: HostedDoor): Promise<Visitor>;
}

/** One run of a function: its id, and how many ms are left of it. */
export interface Invocation {
  readonly id: string;
  readonly remaining: () => number;
}

/** A message as the platform hands it over. `sent_at` in epoch ms; `times` counts the deliveries, this one too. */
export interface Received extends Message {
  readonly id: string;
  readonly sent_at?: number;
  readonly times: number;
  /** Who sent it, as the platform vouches for it. */
  readonly sender?: string;
  /** The identity behind the sender, whatever a session of it calls itself. */
  readonly principal?: string;
}

/** What a timer or a person invoked a function with, and who and when, where the platform tells that. */
export interface Fired {
  readonly intent: unknown;
  readonly id?: string;
  /** Epoch ms. */
  readonly at?: number;
  /** The rule or schedule. */
  readonly sender?: string;
}

/** An HTTP request: its headers in lower case, and what its path names, decoded. */
export interface HttpRequest {
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly path: Readonly<Record<string, string | undefined>>;
}

/** A page that is asked for through a door which logs people in: its path as it was sent, its headers in lower case. */
export interface PageRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** What the browser gets. */
export interface PageAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The door that vouches for visitors: its own id, and our client of the identity provider, by its issuer. */
export interface HostedDoor {
  readonly signer: string;
  readonly client: string;
  readonly issuer: string;
}

/** A person who is logged in: the subject by which the identity provider knows them. */
export interface Visitor {
  readonly sub: string;
}
