import { once } from 'node:events';

/** Resolves once this process is asked to end, by Ctrl-C or by another program. */
export const untilInterrupted = (): Promise<unknown> =>
  Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
