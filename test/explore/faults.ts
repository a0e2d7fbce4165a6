import type { Fault as CloudFault } from '../../stand-in/cloud/faults.ts';

/** Where the product meets the world outside. */
export type Edge =
  | 'ledger read'
  | 'ledger index'
  | 'ledger write'
  | 'queue send'
  | 'queue delete'
  | 'bus put'
  | 'secret read'
  | 'login'
  | 'cloud read'
  | 'submission';

/** What can go down as a whole. */
export const SERVICE = {
  'ledger read': 'ledger',
  'ledger index': 'ledger',
  'ledger write': 'ledger',
  'queue send': 'queues',
  'queue delete': 'queues',
  'bus put': 'bus',
  'secret read': 'secrets',
  login: 'iam',
  'cloud read': 'cloud',
  submission: 'cloud',
} as const satisfies Record<Edge, string>;

const MINUTE = 60_000;

/** For how long a service is away, ms; only the longest outlasts every retry, look and window of the product. */
export const OUTAGE_MS: Readonly<Record<string, number>> = { down: 10 * MINUTE, gone: 6 * 60 * MINUTE };

/** How much later than usual a request that is *late* takes effect, ms: its sender has long given up. */
export const LATE_MS: Readonly<Record<string, number>> = {
  'ledger write': 5000,
  'queue send': 5000,
  submission: 5 * MINUTE,
};

/** How old an index is that is *stale*, ms: less than what the product allows for. */
export const STALE_MS = 1900;

/**
 * What may go wrong at an edge. *kill*: the process dies before the request leaves; *died*: right after it took effect;
 * *lost*: it takes effect and no answer comes; *late*: the same, and it takes effect when nobody waits any more; *cut*: the
 * connection ends before anything happened; *refused*: there is no connection; *down*, *gone*: its service is away.
 */
export const FAULTS: Readonly<Record<Edge, readonly string[]>> = {
  'ledger read': ['kill', 'cut', 'throttle', 'down', 'gone'],
  'ledger index': ['kill', 'stale', 'down'],
  'ledger write': ['kill', 'died', 'lost', 'late', 'throttle', 'down', 'gone'],
  'queue send': ['kill', 'died', 'lost', 'late', 'part', 'down', 'gone'],
  'queue delete': ['kill', 'died', 'lost', 'down'],
  'bus put': ['kill', 'died', 'lost', 'part', 'down'],
  'secret read': ['kill', 'cut', 'down', 'gone'],
  login: ['kill', 'cut', 'fail', 'wrong', 'down', 'gone'],
  'cloud read': ['kill', 'cut', 'fail', 'throttle', 'token expired', 'down', 'gone'],
  submission: [
    'kill',
    'died',
    'lost',
    'late',
    'hidden',
    'cut',
    'refused',
    'fail',
    'taken, then 500',
    'throttle',
    'busy',
    'reject',
    'token expired',
    'missing target',
    'job fails',
    'job never ends',
    'job vanishes',
    'down',
    'gone',
  ],
};

/** What the stand-in is told of a fault that shows in its answer or its jobs. */
export const CLOUD_FAULTS: Readonly<Record<string, CloudFault>> = {
  hidden: { kind: 'job', lateMs: 5 * MINUTE },
  fail: { kind: 'status', status: 500 },
  'taken, then 500': { kind: 'status', status: 500, accepted: true },
  throttle: { kind: 'throttle' },
  busy: { kind: 'busy' },
  reject: { kind: 'reject' },
  wrong: { kind: 'unauthorized' },
  'token expired': { kind: 'token-expired' },
  'missing target': { kind: 'missing-target' },
  'job fails': { kind: 'job', ending: { how: 'failed', fail_reason: 'node 1 is down' } },
  'job never ends': { kind: 'job', ending: { how: 'never' } },
  'job vanishes': { kind: 'job', ending: { how: 'vanishes' } },
};
