/** Tells what is going on: one line a step, with its milliseconds; on a terminal the line is there from the start. */
export interface Progress {
  /** The step under way. */
  readonly step: string;
  during<Result>(step: string, work: () => Promise<Result>): Promise<Result>;
}

/** A progress that writes to standard output. */
export function startProgress(out: NodeJS.WriteStream = process.stdout): Progress {
  let current = 'start';
  return {
    get step() {
      return current;
    },
    async during(step, work) {
      current = step;
      const since = performance.now();
      if (out.isTTY) out.write(`… ${step}`);
      const result = await work();
      out.write(`${out.isTTY ? '\r✓ ' : ''}${step}, ${Math.round(performance.now() - since)} ms\n`);
      return result;
    },
  };
}
