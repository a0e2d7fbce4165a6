import type { Ending } from './ending.ts';
import type { DatabaseService } from './resources.ts';
import type { WorkStatus } from './work-status.ts';

/** What a piece of work changes once it completes. */
type Change =
  | { kind: 'plugin'; plugin_name: string }
  | { kind: 'hotfix'; versions: string[] }
  | { kind: 'rollback'; versions: string[] }
  | { kind: 'proxy'; proxy_id: string; version: string }
  | { kind: 'patch' }
  | { kind: 'backup'; name: string }
  | { kind: 'none' };

/** A job or scheduled task; all times are epoch ms, and `ends` is Infinity for one that never ends. */
export interface Work {
  id: string;
  service: DatabaseService;
  project_id: string;
  instance_id: string;
  proxy_id?: string;
  name: string;
  /** The word for it at its instance while it runs; absent for the usual one of the service. */
  shows?: string;
  /** The call that started it; absent where a test put it there. */
  call?: string;
  created: number;
  /** From when reads find it, and from when they do no longer. */
  visible: number;
  vanishes?: number;
  starts: number;
  ends: number;
  /** Whether the listings show it; a read by id finds it all the same. */
  listed: boolean;
  fail_reason?: string;
  /** When it was cancelled, or will be. */
  cancels?: number;
  change: Change;
  /** How long after its end the reads show the change. */
  lagMs?: number;
  /** What was made of it, for tests to know the truth. */
  ending?: Ending['how'];
  /** Whether `change` has been carried out. */
  settled: boolean;
}

/** Where a piece of work stands at `now`. */
export const workStatus = (work: Work, now: number): WorkStatus => {
  if (now >= (work.cancels ?? Number.POSITIVE_INFINITY)) return 'Canceled';
  if (now < work.starts) return 'Pending';
  if (now < work.ends) return 'Running';
  return work.fail_reason === undefined ? 'Completed' : 'Failed';
};

/** Percent done as the listings spell it; never `100%` before the end. */
export const workProgress = (work: Work, now: number): string => {
  if (workStatus(work, now) === 'Canceled') return ''; // [?]
  if (now < work.starts) return '0%';
  if (now >= work.ends) return work.fail_reason === undefined ? '100%' : '';
  if (work.ends === Number.POSITIVE_INFINITY) return '50%';
  return `${Math.min(99, Math.floor(((now - work.starts) / (work.ends - work.starts)) * 100))}%`;
};

/** When it ended or was cancelled, in epoch ms; undefined while it has not. */
export const endedAt = (work: Work, now: number): number | undefined =>
  [work.cancels ?? Number.POSITIVE_INFINITY, work.ends].find((end) => now >= end);

/** Whether reads know the work: some only do after a while, or no longer. */
export const isVisible = ({ visible, vanishes }: Work, now: number): boolean =>
  visible <= now && now < (vanishes ?? Number.POSITIVE_INFINITY);
