import { badArguments, readArguments } from '../../stand-in/read-arguments.ts';

/** What the command was asked for. */
export interface Options {
  readonly messages: number;
  readonly seed: number;
  readonly json: boolean;
  readonly maxSeconds: number;
  /** How much slower than the fastest all times are, 1 to 6; without it, as the machine is. */
  readonly pace?: number;
  /** Whether the functions look before they send; without it, as the dice have it. */
  readonly preflight?: 'on' | 'off';
  /** Whether a calendar freezes everything for a part of every minute. */
  readonly freezes: boolean;
  /** How many targets fleets have; absent: no fleets, but messages. */
  readonly fleet?: number;
  /** Sends nothing but this request, with the same faults as in the whole run. */
  readonly only?: string;
}

const USAGE =
  'usage: npm run chaos -- [--messages 500] [--seed 1] [--max-seconds 1200] [--pace 1] [--preflight on] [--freezes] [--fleet 100] [--only REQUEST_ID] [--json]';

/** Reads the command line; ends the process with 64 when it is wrong. */
export function readOptions(): Options {
  const values = readArguments(USAGE, {
    messages: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    'max-seconds': { type: 'string', default: '1200' },
    pace: { type: 'string' },
    preflight: { type: 'string' },
    freezes: { type: 'boolean', default: false },
    fleet: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const whole = (name: 'messages' | 'seed' | 'max-seconds') => {
    if (!/^\d{1,6}$/.test(values[name])) badArguments(USAGE, `--${name}: expected a whole number`);
    return Number(values[name]);
  };
  const { fleet, pace, preflight, freezes, only, json } = values;
  if (pace && !/^[1-6]$/.test(pace)) badArguments(USAGE, '--pace: expected 1 to 6');
  if (fleet !== undefined && !/^[1-9]\d{1,3}$/.test(fleet))
    badArguments(USAGE, '--fleet: expected 10 to 9999');
  if (preflight !== undefined && preflight !== 'on' && preflight !== 'off')
    badArguments(USAGE, '--preflight: expected on or off');
  return {
    messages: whole('messages'),
    seed: whole('seed'),
    maxSeconds: whole('max-seconds'),
    json,
    freezes,
    ...(fleet && { fleet: Number(fleet) }),
    ...(pace && { pace: Number(pace) }),
    ...(preflight && { preflight }),
    ...(only && { only }),
  };
}
