import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { keepEnvironment, keepOutput } from '../secrets/kept.ts';
import { eachLine } from './log-lines.ts';
import { type Answer, type FunctionError, startRuntimeApi } from './runtime-api.ts';
import { type FunctionSettings, sandboxEnvironment } from './sandbox-environment.ts';
import { endWithUs } from './started-processes.ts';

/** How one invocation ended, and what it printed. */
export interface Ending {
  end: 'returned' | 'error' | 'timeout' | 'crashed' | 'killed';
  payload?: unknown;
  error?: FunctionError;
  logs: string[];
}

/** One process of a function, handling one invocation at a time. */
export interface Sandbox {
  readonly pid: number;
  /** The invocation under way. */
  readonly requestId: string | undefined;
  readonly alive: boolean;
  readonly exited: Promise<unknown>;
  run(requestId: string, event: unknown): Promise<Ending>;
  kill(): void;
}

const initTimeoutMs = 10_000; // Lambda's own, not configurable
const maxResponseBytes = 6 * 1024 * 1024;
const preload = (file: string) => ['--require', fileURLToPath(new URL(file, import.meta.url))];
const runtime = createRequire(import.meta.url).resolve('aws-lambda-ric');

/** Starts a process that runs the bundle under AWS's runtime interface client. */
export async function startSandbox(settings: FunctionSettings): Promise<Sandbox> {
  const api = await startRuntimeApi();
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${Math.floor(settings.memoryMb * 0.9)}`,
      ...preload('./runtime-client.cjs'),
      ...(settings.clockOffsetMs ? preload('./shifted-clock.cjs') : []),
      ...(settings.patience === 1 ? [] : preload('./patient-timers.cjs')),
      runtime,
    ],
    {
      cwd: settings.bundle,
      env: sandboxEnvironment(settings, api.address),
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    },
  );
  endWithUs(child);
  // `close` comes after `exit`, once all output is read.
  const exited = once(child, 'close').finally(api.close) as Promise<[number | null, NodeJS.Signals | null]>;

  keepEnvironment(settings.environment);
  let requestId: string | undefined;
  let logs: string[] = [];
  let printed = Promise.withResolvers<void>();
  let openOutputs = 2;
  let stopped: 'timeout' | 'killed' | undefined;

  const onLine = (line: string) => {
    const [said = '', ended] = line.split(`\u001e${requestId}`);
    if (said !== '' || ended === undefined) {
      logs.push(said);
      keepOutput(`what ${settings.name} printed`, said);
      settings.onLog(said);
    }
    if (ended !== undefined) openOutputs -= 1;
    if (openOutputs === 0) printed.resolve();
  };
  for (const output of [child.stdout, child.stderr]) if (output) eachLine(output, onLine);

  const alive = () => stopped === undefined && child.exitCode === null && child.signalCode === null;

  const stop = (why: 'timeout' | 'killed') => {
    if (alive()) stopped = why;
    child.kill('SIGKILL');
  };

  /** Waits for a step of the sandbox; undefined when its process ended first, as it does when time is up. */
  async function within<T>(ms: number, step: Promise<T>): Promise<T | undefined> {
    const timer = setTimeout(stop, ms, 'timeout');
    return await Promise.race([step, exited.then(() => undefined)]).finally(() => clearTimeout(timer));
  }

  async function handle(id: string, event: unknown): Promise<Omit<Ending, 'logs'>> {
    const deliver = await within(initTimeoutMs, api.next());
    if (!deliver) return await died(id, initTimeoutMs);
    if (settings.freeze) child.kill('SIGCONT');
    const clockOffsetMs = settings.clockOffsetMs?.();
    const deadline = Date.now() + (clockOffsetMs ?? 0) + settings.timeoutMs;
    let answer: Answer | undefined;
    const turn = async () => {
      answer = await deliver({ requestId: id, functionArn: settings.arn, deadline, clockOffsetMs, event });
      await printed.promise;
      await api.next(); // an invocation lasts until the runtime asks for the next one
      if (settings.freeze) child.kill('SIGSTOP');
    };
    await within(settings.timeoutMs + settings.overrunMs, turn());
    return answer ? answered(answer) : await died(id, settings.timeoutMs);
  }

  async function died(id: string, limitMs: number): Promise<Omit<Ending, 'logs'>> {
    const [code, signal] = await exited;
    const failure = (errorType: string, fact: string): FunctionError => ({
      errorType,
      errorMessage: `RequestId: ${id} Error: ${fact}`,
    });
    if (stopped === 'timeout') {
      const fact = `Task timed out after ${(limitMs / 1000).toFixed(2)} seconds`;
      return { end: 'timeout', error: failure('Sandbox.Timedout', fact) };
    }
    if (api.initError) return { end: 'error', error: api.initError };
    return { end: stopped ?? 'crashed', error: failure('Runtime.ExitError', exitReason(code, signal)) };
  }

  await once(child, 'spawn');
  return {
    pid: child.pid ?? Number.NaN,
    exited,
    get requestId() {
      return requestId;
    },
    get alive() {
      return alive();
    },
    async run(id, event) {
      requestId = id;
      openOutputs = 2;
      printed = Promise.withResolvers();
      const ending = await handle(id, event);
      const mine = logs;
      logs = [];
      requestId = undefined;
      return { ...ending, logs: mine };
    },
    kill: () => stop('killed'),
  };
}

function answered({ kind, body }: Answer): Omit<Ending, 'logs'> {
  if (kind === 'error') return { end: 'error', error: JSON.parse(body) };
  if (Buffer.byteLength(body) <= maxResponseBytes) return { end: 'returned', payload: JSON.parse(body) };
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${maxResponseBytes} bytes).`;
  return { end: 'error', error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
}

function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `Runtime exited with error: signal: ${signal === 'SIGKILL' ? 'killed' : signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}
