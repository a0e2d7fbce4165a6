import type { Fault, JobFault } from '../../stand-in/cloud/faults.ts';
import { operationsWith } from '../world/cases.ts';
import { type Dice, dice } from './dice.ts';
import type { Point, Script, Strike } from './script.ts';

type Part = Omit<Script, 'scenario' | 'strikes' | 'submissions'> & {
  readonly strikes?: readonly Strike[];
  readonly submissions?: readonly Fault[][];
};
type Scenario = readonly [share: number, name: string, part: (roll: Dice, operation: string) => Part];

const kill = (...points: readonly Point[]): Strike[] =>
  points.map((point) => ({ how: 'kill', point, nth: 1 }));

/** The work is taken and the answer is lost or of no use. */
const LOST: readonly Fault[] = [
  { kind: 'cut-after' },
  { kind: 'cut-mid-reply' },
  { kind: 'cut-mid-reply', within: 'headers' },
  { kind: 'truncated' },
  { kind: 'wrong-shape' },
  { kind: 'html', accepted: true },
  { kind: 'timeout-accepted' },
  { kind: 'status', status: 504, accepted: true },
  { kind: 'status', status: 500, code: 'DBS.200998', accepted: true },
  { kind: 'slow', ms: 750 },
];
/** Nothing is taken, and the answer does not say so. */
const VAGUE: readonly Fault[] = [
  { kind: 'cut-before' },
  { kind: 'html' },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503, code: 'APIGW.0201' },
  { kind: 'status', status: 504 },
  { kind: 'timeout-accepted', accepted: false },
];
/** The gateway turns the request away before the service sees it. */
const PUT_OFF: readonly Fault[] = [
  { kind: 'throttle' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
];
const LOGIN: readonly Fault[] = [
  { kind: 'token-expired' },
  { kind: 'token-update' },
  { kind: 'dbs-token-invalid' },
  { kind: 'unauthorized' },
];
const REFUSED: Fault = { kind: 'reject', error_code: 'DBS.200002', error_message: 'no such instance' };

const ABSENT_ONCE_UNLISTED = await operationsWith('absentOnceUnlisted');

/** How the cloud lists the job: late within the margin at most where a later one is beyond what the lookup promises. */
const listing = (roll: Dice, operation: string): JobFault | undefined => {
  const within: JobFault = { kind: 'job', lateMs: roll.between(300, 900) };
  const renamed: JobFault = { kind: 'job', name: 'SomethingElse' };
  const after: JobFault = { kind: 'job', lateMs: roll.between(7000, 9000) };
  const never: JobFault = { kind: 'job', unlisted: true };
  const kinds = ABSENT_ONCE_UNLISTED.has(operation) ? [within, renamed] : [within, renamed, after, never];
  return roll.chance(0.5) ? undefined : roll.pick(kinds);
};
const listed = (roll: Dice, operation: string) => {
  const job = listing(roll, operation);
  return job ? { job } : {};
};

const FOLLOWING: readonly Point[] = [
  'follow-read',
  'follow-before',
  'follow-after',
  'bus-before',
  'bus-after',
];

const SCENARIOS: readonly Scenario[] = [
  [43, 'nothing wrong', () => ({})],
  [5, 'comes early again', () => ({ comesEarly: true })],
  [8, 'reply lost', (roll, operation) => ({ submissions: [[roll.pick(LOST)]], ...listed(roll, operation) })],
  [3, 'vague answer, not taken', (roll) => ({ submissions: [[roll.pick(VAGUE)]] })],
  [
    1,
    'vague, then lost',
    (roll, operation) => ({
      submissions: [[roll.pick(VAGUE)], [roll.pick(LOST)]],
      ...listed(roll, operation),
    }),
  ],
  [1.5, 'busy after a lost reply', (roll) => ({ submissions: [[roll.pick(VAGUE)], [{ kind: 'busy' }]] })],
  [
    4,
    'busy',
    (roll) => ({ submissions: Array.from({ length: roll.between(1, 3) }, () => [{ kind: 'busy' }]) }),
  ],
  [
    3,
    'put off',
    (roll) => ({ submissions: [[roll.pick(PUT_OFF)], ...(roll.chance(0.5) ? [[roll.pick(PUT_OFF)]] : [])] }),
  ],
  [3, 'refused', (roll) => ({ submissions: [[roll.chance(0.2) ? { ...REFUSED, mixed: true } : REFUSED]] })],
  [
    1,
    'a target missing or extra',
    (roll) => ({ submissions: [[{ kind: roll.pick(['missing-target', 'extra-target']) }]] }),
  ],
  [
    3,
    'token refused',
    (roll) => ({ submissions: [[roll.pick(LOGIN)], ...(roll.chance(0.3) ? [[roll.pick(LOGIN)]] : [])] }),
  ],
  [1, 'taken late', () => ({ submissions: [[{ kind: 'slow', ms: 400, accept: 'late' }]] })],
  [0.5, 'slow answer', () => ({ submissions: [[{ kind: 'slow', ms: 350 }]] })],
  [0.6, 'killed early', (roll) => ({ strikes: kill(roll.pick<Point>(['read', 'claim-before'])) })],
  [
    1.8,
    'killed around the call',
    (roll, operation) => ({
      strikes: kill(
        roll.pick<Point>([
          'claim-after',
          'lock-before',
          'lock-after',
          'call',
          'late',
          'taken',
          'settle-before',
          'settle-after',
        ]),
      ),
      ...listed(roll, operation),
    }),
  ],
  [
    0.4,
    'killed while looking',
    (roll, operation) => ({
      submissions: [[roll.pick(roll.chance(0.7) ? LOST : VAGUE)]],
      strikes: kill(roll.pick<Point>(['look-before', 'look-after', 'job-before', 'job-after'])),
      ...listed(roll, operation),
    }),
  ],
  [
    0.3,
    'killed twice',
    (roll) => ({
      strikes: kill(
        roll.pick<Point>(['claim-after', 'taken']),
        roll.pick<Point>(['look-before', 'look-after']),
      ),
    }),
  ],
  [
    0.8,
    'killed while handing over',
    (roll) => ({
      submissions: [[REFUSED]],
      strikes: kill(
        roll.pick<Point>(['settle-after', 'dead-before', 'dead-after', 'handed-before', 'handed-after']),
      ),
    }),
  ],
  [
    2,
    'killed while following',
    (roll) => ({
      strikes: [{ how: 'kill', point: roll.pick(FOLLOWING), nth: roll.between(1, 3) }],
    }),
  ],
  [
    0.6,
    'follower stopped',
    (roll) => ({
      strikes: [
        { how: roll.pick(['stall', 'freeze']), point: roll.pick(FOLLOWING), nth: roll.between(1, 3) },
      ],
    }),
  ],
  [
    0.5,
    'function timed out',
    (roll) => ({
      strikes: [{ how: 'stall', nth: 1, point: roll.pick<Point>(['claim-after', 'taken', 'settle-before']) }],
    }),
  ],
  [
    0.6,
    'slow owner',
    (roll) => ({
      strikes: [
        { how: 'freeze', nth: 1, point: roll.pick<Point>(['claim-after', 'taken', 'settle-before']) },
      ],
    }),
  ],
];

/** What befalls a request; of its seed, id and operation alone. Out of every 200 requests 12 in a row meet a storm. */
export function scriptOf(seed: number, request_id: string, operation: string): Script {
  const roll = dice(seed, request_id, 'script');
  const place = Number(/-(\d{6})(\/|$)/.exec(request_id)?.[1] ?? 0);
  const storm = dice(seed, Math.floor(place / 200), 'storm');
  if (place % 200 >= 140 && place % 200 < 152) {
    const fault = storm.pick<Fault>([...PUT_OFF, { kind: 'status', status: 502 }]);
    return { scenario: 'storm', strikes: [], submissions: [[fault], [fault]] };
  }
  if (/-fan$/.test(request_id) && roll.chance(0.5)) {
    const strikes = kill(roll.pick<Point>(['fan-before', 'fan-after']));
    return { scenario: 'killed while fanning out', strikes, submissions: [] };
  }
  if (/-hook$/.test(request_id) && roll.chance(0.05)) {
    const strikes = kill(roll.pick<Point>(['hook-before', 'hook-after']));
    return { scenario: 'webhook killed', strikes, submissions: [] };
  }
  const [, scenario, part] = roll.draw(SCENARIOS);
  return { scenario, strikes: [], submissions: [], ...part(roll, operation) };
}
