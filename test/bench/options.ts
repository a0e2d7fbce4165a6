import { readArguments } from '../../stand-in/read-arguments.ts';

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

const USAGE = 'usage: npm run bench [-- --quick] [--json]';

/** Reads the command line; ends the process with 64 when it is wrong. */
export function readOptions(): Options {
  const { quick, json } = readArguments(USAGE, {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  return {
    quick,
    json,
    rounds: quick ? 5 : 21,
    longRounds: quick ? 1 : 3,
    length: quick ? 0.25 : 1,
  };
}
