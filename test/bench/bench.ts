import type { Cases } from './cases.ts';
import type { Compiled } from './compile.ts';
import type { Options } from './options.ts';
import type { StubServer } from './stub-server.ts';

/** What every measure works with. */
export interface Bench {
  readonly cases: Cases;
  readonly compiled: Compiled;
  readonly stub: StubServer;
  readonly options: Options;
}
