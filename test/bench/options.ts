import { parseArgs } from 'node:util';

/** How thoroughly to measure, and for whom to print. */
export interface Options {
  readonly quick: boolean;
  readonly json: boolean;
  /** Fresh processes of every case, and the smaller number for measures whose every run is long. */
  readonly rounds: number;
  readonly longRounds: number;
  /** What calls inside a process are multiplied with. */
  readonly length: number;
}

/** Reads `--quick` and `--json`. Throws for any other argument. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false } },
  });
  return {
    ...values,
    rounds: values.quick ? 5 : 21,
    longRounds: values.quick ? 1 : 3,
    length: values.quick ? 0.25 : 1,
  };
}
