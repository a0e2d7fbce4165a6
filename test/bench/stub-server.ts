import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Counts } from './stub/world.ts';

/** The stand-in server of every benchmark, in a process of its own: it answers at once, or after a set latency. */
export interface StubServer {
  readonly origin: string;
  /** Forgets everything; from now on the cloud's calls (not tokens, not AWS) take `latencyMs`. */
  reset(latencyMs?: number): Promise<void>;
  counts(): Promise<Counts>;
  /** Throws unless so many submissions came in since the last reset: what sent nothing must not be measured. */
  expectSubmissions(expected: number): Promise<void>;
  close(): void;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startStubServer(): Promise<StubServer> {
  const child = fork(fileURLToPath(new URL('./stub/main.ts', import.meta.url)));
  const [port] = (await once(child, 'message')) as [number];
  const origin = `http://127.0.0.1:${port}`;
  const counts = async () => (await (await fetch(`${origin}/bench/counts`)).json()) as Counts;
  return {
    origin,
    async reset(latencyMs = 0) {
      await (await fetch(`${origin}/bench/reset?${latencyMs}`)).text();
    },
    counts,
    async expectSubmissions(expected) {
      const { submissions } = await counts();
      if (submissions !== expected) throw new Error(`${submissions} calls came in, expected ${expected}`);
    },
    close: () => child.kill(),
  };
}
