import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { FunctionError } from './runtime-api.ts';
import { type Ending, type Sandbox, startSandbox } from './sandbox.ts';
import type { FunctionSettings } from './sandbox-environment.ts';
import { slots } from './slots.ts';

/** One invocation, when it is over; `ms` counts from the call, a cold start and any wait for a sandbox included. */
export interface Invocation {
  requestId: string;
  ok: boolean;
  payload?: unknown;
  error?: FunctionError;
  logs: string[];
  ms: number;
  cold: boolean;
  end: Ending['end'];
}

/** A deployed function: real processes under AWS's runtime client, started when needed and reused after. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** The processes alive now, with the invocation each is handling. */
  readonly sandboxes: readonly { readonly pid: number; readonly requestId: string | undefined }[];
  /** Never rejects for what the function does; does so once the function is closed. */
  invoke(event: unknown): Promise<Invocation>;
  /** Changes environment variables as a deployment does: what runs is killed, and whatever is started next has them. */
  configure(variables: Readonly<Record<string, string>>): void;
  /** Kills the sandbox handling `requestId`, or all of them. */
  kill(requestId?: string): void;
  /** Kills every sandbox and settles when the last one is gone. */
  close(): Promise<void>;
  onLog?: (line: string) => void;
}

/**
 * What to run and how; `freeze` stops a sandbox between invocations, as Lambda does, so that nothing left behind runs on.
 * `overrunMs` is how much later than the deadline the function was told it is killed (default 0).
 * `clockOffsetMs` is by how much its clock is ahead of the machine's: where it is a function, at the start of each invocation.
 * `patience` multiplies the longer time-outs of the function's own code (default 1), as for a machine that runs everything.
 */
export interface LambdaOptions {
  name: string;
  bundle: string;
  handler?: string;
  environment: Record<string, string>;
  timeoutMs: number;
  memoryMb?: number;
  concurrency?: number;
  clockOffsetMs?: number | (() => number);
  patience?: number;
  freeze?: boolean;
  overrunMs?: number;
  onLog?: (line: string) => void;
}

/** Deploys a built bundle (a folder holding `index.mjs`); no process runs before the first invocation. */
export function startLambda(options: LambdaOptions): LambdaFunction {
  const bundle = resolve(options.bundle);
  if (!existsSync(join(bundle, 'index.mjs'))) throw new Error(`no index.mjs in ${bundle}: build it first`);
  const arn = `arn:aws:lambda:${options.environment.AWS_REGION ?? 'eu-west-1'}:000000000000:function:${options.name}`;
  const settings: FunctionSettings = {
    name: options.name,
    arn,
    bundle,
    handler: options.handler ?? 'index.handler',
    environment: { ...options.environment },
    timeoutMs: options.timeoutMs,
    memoryMb: options.memoryMb ?? 256,
    clockOffsetMs: offsetOf(options.clockOffsetMs),
    patience: options.patience ?? 1,
    freeze: options.freeze ?? false,
    overrunMs: options.overrunMs ?? 0,
    onLog: (line) => {
      options.onLog?.(line);
      lambda.onLog?.(line);
    },
  };
  const places = slots(options.concurrency ?? 10);
  const sandboxes = new Set<Sandbox>();
  const idle: Sandbox[] = [];
  const running = new Set<Promise<Invocation>>();
  let closed = false;

  function warm(): Sandbox | undefined {
    const sandbox = idle.pop();
    return sandbox === undefined || sandbox.alive ? sandbox : warm();
  }

  async function cold(): Promise<Sandbox> {
    const sandbox = await startSandbox(settings);
    sandboxes.add(sandbox);
    void sandbox.exited.then(() => sandboxes.delete(sandbox));
    if (closed) sandbox.kill();
    return sandbox;
  }

  async function invoke(event: unknown): Promise<Invocation> {
    const since = performance.now();
    await places.take();
    try {
      if (closed) throw new Error(`${options.name} is closed`);
      const requestId = crypto.randomUUID();
      const reused = warm();
      const sandbox = reused ?? (await cold());
      const ending = await sandbox.run(requestId, event);
      idle.push(sandbox);
      const ms = performance.now() - since;
      return { requestId, ok: ending.end === 'returned', ...ending, ms, cold: reused === undefined };
    } finally {
      places.give();
    }
  }

  const lambda: LambdaFunction = {
    name: options.name,
    arn,
    get sandboxes() {
      return [...sandboxes].filter(({ alive }) => alive).map(({ pid, requestId }) => ({ pid, requestId }));
    },
    invoke(event) {
      const invocation = invoke(event);
      running.add(invocation);
      const forget = () => running.delete(invocation);
      invocation.then(forget, forget);
      return invocation;
    },
    configure(variables) {
      Object.assign(settings.environment, variables);
      lambda.kill();
    },
    kill(requestId) {
      for (const sandbox of sandboxes) {
        if (requestId === undefined || sandbox.requestId === requestId) sandbox.kill();
      }
    },
    async close() {
      closed = true;
      lambda.kill();
      await Promise.allSettled(running);
      await Promise.all([...sandboxes].map(({ exited }) => exited));
    },
  };
  return lambda;
}

const offsetOf = (given: LambdaOptions['clockOffsetMs']): FunctionSettings['clockOffsetMs'] =>
  typeof given === 'number' ? () => given : given;
