import { AsyncLocalStorage } from 'node:async_hooks';

/** One process of a function: its environment names hosts and a secret of its own, so that what it remembers is its own. */
export interface Sandbox {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How far its clock is ahead of the true time, ms. */
  readonly skewMs: number;
  busy: boolean;
}

/** One run of a function, or of a command by a person. */
export interface Invocation {
  readonly nth: number;
  readonly name: string;
  readonly sandbox: Sandbox;
  /** The request_ids of the records it was given. */
  readonly requests: readonly string[];
  /** When the platform ends it, true time. */
  readonly until: number;
  dead: boolean;
  /** Ends it at once, as a crash does. */
  kill(): void;
}

/** The invocation whose code is running. */
export const running = new AsyncLocalStorage<Invocation>();
