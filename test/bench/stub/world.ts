/** What came in, its body complete. */
export interface Request {
  readonly path: string;
  readonly target: string;
  readonly body: string;
}

/** What goes out; `delayed` by the latency set for the cloud. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: object;
  readonly delayed?: boolean;
}

/** How often what was asked since the last reset. */
export interface Counts {
  tokens: number;
  looks: number;
  submissions: number;
  reads: number;
  writes: number;
}

/** A message on the stub's one queue. */
export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, { readonly stringValue: string; readonly dataType: string }>>;
}

/** Everything the stub keeps. */
export interface World {
  latencyMs: number;
  counts: Counts;
  items: Map<string, Item>;
  messages: Message[];
}

/** An item as DynamoDB stores it. */
export type Item = Readonly<Record<string, { readonly S?: string; readonly N?: string }>>;

/** An empty one that answers at once. */
export const newWorld = (): World => ({
  latencyMs: 0,
  counts: { tokens: 0, looks: 0, submissions: 0, reads: 0, writes: 0 },
  items: new Map(),
  messages: [],
});
