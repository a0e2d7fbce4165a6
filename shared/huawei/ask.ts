import { wait } from '../platform/wait.ts';
import type { Settings } from '../settings/settings.ts';
import { CredentialsRefused, LoginLeftAlone, OutcomeUnknown } from '../terms/errors.ts';
import { ReplyTooLong, send } from '../transport/transport.ts';
import type { CloudReply } from './cloud-reply.ts';
import { converse } from './converse.ts';
import type { Credentials } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { isNoSuchApi } from './error-book.ts';
import { fillRoute } from './route.ts';
import type { Host } from './services/services.ts';

/** One request that changes nothing. With `body` it is one of the queries that the vendor made a POST. */
export interface Question {
  readonly route: string;
  /** The route that is asked where the host does not know the first one; both answer alike. */
  readonly older?: string;
  /** What stands in the braces of the route, besides the project. */
  readonly names?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

/**
 * Why a read has no answer: no *time* is left for it, the cloud *throttled* it, its reply is *too long*, there is *no such
 * API*, or anything else.
 */
export class Unanswered extends Error {
  override readonly name = 'Unanswered' as const;
  readonly kind: 'time' | 'throttled' | 'too_long' | 'no_such_api' | 'failed';
  /** The cloud's error code. */
  readonly code: string | undefined;

  constructor(kind: Unanswered['kind'], message: string, { code }: { code?: string | undefined } = {}) {
    super(message);
    this.kind = kind;
    this.code = code;
  }
}

/** Whether it concerns one read alone: what is throttled, or has no time left, is so for all that come after it. */
export const isOfOneRead = (error: unknown): error is Unanswered =>
  error instanceof Unanswered && error.kind !== 'throttled' && error.kind !== 'time';

/** Asks one question and answers the body. Throws `Unanswered`, `CredentialsRefused`, `LoginLeftAlone`. */
export type Asker = (question: Question) => Promise<unknown>;

/** How questions are asked: how long the next one has to wait (ms; `now` in epoch ms), and what takes the place of the network. */
export interface Manner {
  readonly turn?: ((now: number) => number) | undefined;
  readonly transmit?: typeof send | undefined;
}

/** Asks a host about a project while the time that remains (ms) has room for a slow answer and the margin. */
export function asker(
  host: Host,
  { region, project_id }: { readonly region: string; readonly project_id: string },
  credentials: Credentials,
  settings: Settings,
  remaining: () => number,
  { turn, transmit = send }: Manner = {},
): Asker {
  const origin = endpointOf(host, region, settings.place);
  return async ({ older, ...question }) => {
    const api = `${origin} ${question.route}`;
    if (older === undefined) return ask(question);
    if (!unknownApis.has(api)) {
      try {
        return await ask(question);
      } catch (error) {
        if (!(error instanceof Unanswered && error.kind === 'no_such_api')) throw error;
      }
    }
    const answer = await ask({ ...question, route: older });
    // A host that knows neither is not the service's.
    unknownApis.add(api);
    return answer;
  };

  async function ask({ route, names, query, body }: Question): Promise<unknown> {
    const ms = turn?.(Date.now()) ?? 0;
    // What is known has to be written and said before the invocation ends.
    if (remaining() - ms < settings.HW_TIMEOUT_MS + settings.TIMING.submit_margin_ms) {
      throw new Unanswered('time', 'no time is left for another read');
    }
    if (ms > 0) await wait(ms);
    const { method, path } = fillRoute(route, { ...names, project_id });
    const search = new URLSearchParams(query).toString();
    const wire = {
      method,
      origin,
      path: search ? `${path}?${search}` : path,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    };
    const reply = await converse(host, credentials, wire, (signed) =>
      transmit(signed, settings.HW_TIMEOUT_MS, settings.TIMING.connection_idle_ms),
    ).catch((error: unknown) => {
      // Refused credentials concern more than this read.
      if (error instanceof CredentialsRefused || error instanceof LoginLeftAlone) throw error;
      throw new Unanswered(isTooLong(error) ? 'too_long' : 'failed', causeOf(error));
    });
    if (reply.status === 200) return reply.body;
    const { code, message } = reply.error ?? {};
    const why = `${path} answered HTTP ${[reply.status, code, message].filter(Boolean).join(' ')}`;
    throw new Unanswered(kindOf(reply), why, { code });
  }
}

/** The routes that a host was found not to know while an older one answered there, as long as this process lives. */
const unknownApis = new Set<string>();

function kindOf({ status, error }: CloudReply): Unanswered['kind'] {
  if (isNoSuchApi(error?.code)) return 'no_such_api';
  return status === 429 || error?.kind === 'throttled' ? 'throttled' : 'failed';
}

const causeOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const isTooLong = (error: unknown): boolean =>
  error instanceof OutcomeUnknown && error.cause instanceof ReplyTooLong;
