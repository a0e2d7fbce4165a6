import type { ChildProcess } from 'node:child_process';

const started = new Set<ChildProcess>();

/** Remembers a process we started until it exits, and kills it should this process end first. */
export function endWithUs(child: ChildProcess): void {
  if (started.size === 0) watchOurEnd();
  started.add(child);
  child.once('exit', () => started.delete(child));
}

let watching = false;

function watchOurEnd(): void {
  if (watching) return;
  watching = true;
  process.on('exit', killAll);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      killAll();
      // Listening took the signal's own effect away: give it back, unless someone else handles it.
      if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
    });
  }
}

function killAll(): void {
  for (const child of started) child.kill('SIGKILL');
}
