// A busy machine makes a step slow; only one that hangs takes this long.
const LONGEST_STEP_MS = 5 * 60_000;

/** Tells what is going on: one line a step, with its milliseconds; on a terminal the line is there from the start. */
export interface Progress {
  /** The step under way. */
  readonly step: string;
  /** Does the work of a step; a step that hangs ends the process. */
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
      const limit = setTimeout(() => endHung(step), LONGEST_STEP_MS);
      const result = await work().finally(() => clearTimeout(limit));
      out.write(`${out.isTTY ? '\r✓ ' : ''}${step}, ${Math.round(performance.now() - since)} ms\n`);
      return result;
    },
  };
}

function endHung(step: string): never {
  console.error(`\nthe rehearsal hangs: this is not over after ${LONGEST_STEP_MS / 60_000} minutes: ${step}`);
  process.exit(1); // which ends the functions' processes too
}
