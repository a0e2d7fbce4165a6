/** Runs the work while nothing can reach the standard output, where the pipeline prints its log line. */
export async function withoutLogLine<Result>(work: () => Promise<Result>): Promise<Result> {
  const { write } = process.stdout;
  process.stdout.write = () => true;
  try {
    return await work();
  } finally {
    process.stdout.write = write;
  }
}
