import type { IncomingHttpHeaders } from 'node:http';
import type { Plan } from './fault-plan.ts';
import type { Reply } from './reply.ts';
import type { DatabaseService, Service } from './resources.ts';
import type { State } from './state.ts';
import type { Work } from './work.ts';

/** A request as it came in, whatever became of it. */
export interface Received {
  /** Epoch ms by the cloud's clock. */
  at: number;
  service: Service;
  /** The vendor SDK's function name; empty when no API has this path and method. */
  call: string;
  method: string;
  path: string;
  query: Record<string, string>;
  /** Names lower-cased, `authorization` and `x-auth-token` included. */
  headers: IncomingHttpHeaders;
  /** The body's text as sent. */
  body: string;
  /** The status answered; absent when the connection was cut before any. */
  status?: number;
}

/** A unit of work that was truly started, whether or not the caller was told. */
export interface Accepted {
  /** Epoch ms by the cloud's clock. */
  at: number;
  service: DatabaseService;
  call: string;
  /** The instance, or the proxy for `upgradeProxyVersion`. */
  target: string;
  job_id: string;
  instance_id: string;
  /** The parsed body of the request. */
  request: unknown;
  authorization: 'token' | 'signature';
}

/** What a handler needs to know to answer one request. */
export interface Exchange {
  service: Service;
  call: string;
  /** Its service, method and path as the vendor writes them. */
  route: string;
  /** The values of the path's names in braces. */
  params: Record<string, string>;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** The parsed body; undefined when there was none. */
  body: unknown;
  /** The domain (account) of who asks; empty for a request for a token. */
  domain: string;
  now: number;
  state: State;
  plan: Plan;
  /** Takes on a piece of work, records it, and returns it as started. */
  start(order: WorkOrder): Work;
  /** The next id for a job or task on this target. */
  nextId(target: string): string;
}

/** What a handler says of work it accepts; the rest follows from the state's settings and the faults. */
export interface WorkOrder
  extends Pick<
    Work,
    'id' | 'service' | 'project_id' | 'instance_id' | 'proxy_id' | 'name' | 'shows' | 'change'
  > {
  target: string;
  /** Present for a scheduled task: when it shall start, epoch ms. */
  starts?: number;
}

/** Answers one call; may throw a `Refusal`. */
export type Handler = (exchange: Exchange) => Reply;
