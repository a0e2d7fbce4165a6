import type { Drift } from './resources.ts';
import type { State } from './state.ts';
import { type Work, workProgress, workStatus } from './work.ts';

/** A piece of work as its reads spell it. */
export interface Spelled {
  status: string;
  progress: string | number | null;
  /** The fields of a read about it, without those that are to be missing. */
  without<T extends object>(fields: T): Partial<T>;
}

/** How the reads spell this work at `now`: as documented, unless its proxy or instance has it otherwise. */
export const spelled = (state: State, work: Work, now: number): Spelled => {
  const drift = state.proxies.get(work.proxy_id ?? '') ?? state.instances.get(work.instance_id);
  const status = workStatus(work, now);
  const word = drift?.status_word;
  const progress = drift?.progress;
  return {
    status: typeof word === 'string' ? word : (word?.[status] ?? status),
    progress: progress === undefined ? workProgress(work, now) : progress,
    without: (fields) => omit(fields, drift?.job_missing ?? []),
  };
};

/** The value without the fields that are to be missing from reads about this instance or proxy. */
export const withoutMissing = <T extends object>(fields: T, { missing }: Drift): Partial<T> =>
  omit(fields, missing);

const omit = <T extends object>(fields: T, names: readonly string[]): Partial<T> =>
  names.length === 0
    ? fields
    : JSON.parse(JSON.stringify(fields, (name, value) => (names.includes(name) ? undefined : value)));
