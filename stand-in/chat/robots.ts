import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { listen } from '../platform/listen.ts';
import { keepOutput } from '../secrets/kept.ts';
import { type Kind, ROBOTS } from './kinds.ts';
import type { Post, Robot, Said } from './robot.ts';

/** A message that a robot took. */
export interface TakenMessage {
  readonly kind: Kind;
  readonly reads: string;
  readonly post: Post;
}

/** Rooms with a robot of every kind, in memory. */
export interface Robots {
  /** The secret `channels` that leads to them: each under the name `<kind>-room`. */
  readonly channels: Readonly<Record<string, object>>;
  readonly taken: readonly TakenMessage[];
  /** Every request, taken or not. */
  readonly posts: readonly Post[];
  /** Answers the next so many requests to a kind with this; *lost*: takes the message, and the connection breaks. */
  answer(kind: Kind, times: number, what: Said | 'lost'): void;
  reset(): void;
  close(): Promise<void>;
}

const MINUTE = 60_000;

/** Starts them on a free port of 127.0.0.1; their clock is that of this process, or so many ms later. */
export async function startRobots(clockOffsetMs = 0): Promise<Robots> {
  const taken: TakenMessage[] = [];
  const posts: Post[] = [];
  const scripted = new Map<Kind, (Said | 'lost')[]>();
  const times = new Map<Kind, number[]>();
  const blocked = new Map<Kind, number>();

  const isTooMany = (kind: Kind, { aMinute, blockedMs }: Robot, now: number) => {
    if (now < (blocked.get(kind) ?? 0)) return true;
    const minute = [...(times.get(kind) ?? []).filter((time) => now - time < MINUTE), now];
    times.set(kind, minute);
    if (minute.length <= aMinute) return false;
    blocked.set(kind, now + blockedMs);
    return true;
  };
  const sayTo = (kind: Kind, post: Post): Said | 'lost' => {
    const robot: Robot = ROBOTS[kind];
    const next = scripted.get(kind)?.shift();
    if (next !== undefined && next !== 'lost') return next;
    if (isTooMany(kind, robot, post.at)) return robot.tooMany;
    const refused = robot.refuses(post, robot.secret);
    if (refused) return refused;
    taken.push({ kind, reads: robot.reads(post), post });
    return next ?? robot.taken;
  };

  const server = createServer(async (incoming, outgoing) => {
    const body = await text(incoming);
    const asked = new URL(incoming.url ?? '', 'http://robots');
    const kind = (Object.keys(ROBOTS) as Kind[]).find((one) => isOf(ROBOTS[one], asked));
    const post = {
      url: asked,
      headers: incoming.headers,
      text: body,
      json: parsed(body),
      at: Date.now() + clockOffsetMs,
    };
    posts.push(post);
    keepOutput('a message to a channel', body);
    const answer = kind && incoming.method === 'POST' ? sayTo(kind, post) : { status: 404, body: '' };
    if (answer === 'lost') return void outgoing.destroy();
    outgoing.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
  });
  const { url, close } = await listen(server);
  return {
    channels: Object.fromEntries(
      Object.entries(ROBOTS as Readonly<Record<string, Robot>>).map(([kind, { path, secret }]) => [
        `${kind}-room`,
        { kind, url: `${url}${path}`, ...(secret !== undefined && { secret }) },
      ]),
    ),
    taken,
    posts,
    answer: (kind, count, what) =>
      void scripted.set(kind, [...(scripted.get(kind) ?? []), ...Array.from({ length: count }, () => what)]),
    reset() {
      [taken.length, posts.length] = [0, 0];
      for (const map of [scripted, times, blocked]) map.clear();
    },
    close,
  };
}

/** Whether a URL is the robot's: its path and its key, whatever else stands in the query. */
function isOf({ path }: Robot, asked: URL): boolean {
  const own = new URL(path, 'http://robots');
  const keys = [...own.searchParams];
  return own.pathname === asked.pathname && keys.every(([name, key]) => asked.searchParams.get(name) === key);
}

function parsed(body: string): Post['json'] {
  try {
    return JSON.parse(body) as Post['json'];
  } catch {
    return undefined;
  }
}
