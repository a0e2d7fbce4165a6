/** The error of the expected class that the work throws; fails for no error and for any other. */
export function thrownBy<Thrown extends Error>(
  expected: new (...args: never[]) => Thrown,
  work: () => unknown,
): Thrown {
  try {
    work();
  } catch (error) {
    if (error instanceof expected) return error;
    throw error;
  }
  throw new Error(`expected ${expected.name}, but nothing was thrown`);
}
