import type { IncomingHttpHeaders } from 'node:http';

/** A POST that came to a robot. */
export interface Post {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Its body, read as JSON; undefined where it is none. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
  /** Epoch ms. */
  readonly at: number;
}

/** What a robot answers. */
export interface Said {
  readonly status: number;
  readonly body: string;
}

/** A robot of one kind, from its documents alone. */
export interface Robot {
  /** The path of its URL, with the key in it or behind it. */
  readonly path: string;
  readonly secret?: string;
  /** How many messages a minute it takes, and for how long it takes none after one too many, ms. */
  readonly aMinute: number;
  readonly blockedMs: number;
  /** What is wrong with a message, as it says that; undefined where it takes it. */
  refuses(post: Post, secret: string | undefined): Said | undefined;
  readonly tooMany: Said;
  readonly taken: Said;
  /** What a person reads of it. */
  reads(post: Post): string;
}

export const said = (status: number, body: object | string = ''): Said => ({
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** What stands at a path of names and numbers in a value. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, name) =>
      typeof inner === 'object' && inner !== null
        ? (inner as Record<string | number, unknown>)[name]
        : undefined,
    value,
  );
