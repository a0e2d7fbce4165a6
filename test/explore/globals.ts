import type { Clock } from './clock.ts';
import type { FakeHttp } from './http.ts';
import { running } from './sandbox.ts';

/** What the product reaches beyond itself by, besides the network. */
export interface Globals {
  readonly clock: Clock;
  readonly http: FakeHttp;
  readonly random: () => number;
  /** Takes what the product prints. */
  readonly print: (line: string) => void;
}

/** Puts time, chance, environment, output and network under the explorer's hand; returns what gives them back. */
export function takeOver({ clock, http, random, print }: Globals): () => void {
  const { Date: RealDate, setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;
  const { getBuiltinModule } = process;
  const write = process.stdout.write;
  const realRandom = Math.random;
  const realEnv = process.env;

  const now = () => clock.now + (running.getStore()?.sandbox.skewMs ?? 0);
  class VirtualDate extends RealDate {
    constructor(...given: [] | [string | number]) {
      super(...((given.length === 0 ? [now()] : given) as [number]));
    }
    static override now = now;
  }
  const after = (happen: (...given: unknown[]) => void, ms = 0, ...given: unknown[]) => {
    const whose = running.getStore();
    const happens = () => {
      if (whose && !whose.dead) running.run(whose, () => happen(...given));
    };
    const off = clock.at(clock.now + Math.max(0, ms), happens);
    return { off, ref: () => {}, unref: () => {} };
  };
  const wait = (ms: number) => new Promise<void>((resolve) => void after(() => resolve(), ms));
  const modules: Readonly<Record<string, unknown>> = {
    'node:http': http,
    'node:https': http,
    'node:timers/promises': { setTimeout: wait },
  };

  globalThis.Date = VirtualDate as unknown as DateConstructor;
  globalThis.setTimeout = after as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer?: { off(): void }) => timer?.off()) as unknown as typeof clearTimeout;
  Math.random = random;
  process.getBuiltinModule = ((name: string) =>
    modules[name] ?? getBuiltinModule(name)) as typeof process.getBuiltinModule;
  process.stdout.write = ((line: string) => {
    print(String(line));
    return true;
  }) as typeof process.stdout.write;
  Object.defineProperty(process, 'env', {
    configurable: true,
    get: () => running.getStore()?.sandbox.env ?? realEnv,
  });
  return () => {
    globalThis.Date = RealDate;
    globalThis.setTimeout = realSetTimeout;
    globalThis.clearTimeout = realClearTimeout;
    Math.random = realRandom;
    process.getBuiltinModule = getBuiltinModule;
    process.stdout.write = write;
    Object.defineProperty(process, 'env', { configurable: true, writable: true, value: realEnv });
  };
}
