import type { Entry } from '../../shared/ledger/entry/entry.ts';
import { jobKey } from '../../shared/ledger/entry/following.ts';
import type { Job } from '../../shared/ledger/entry/job.ts';
import { redrawn } from './redrawn.ts';
import { shortId } from './short-id.ts';

/** Shows how far the jobs of the ledger have come. */
export type Bars = (entries: readonly Entry[]) => void;

const WIDTH = 24;

/** On a terminal one bar a job, drawn over again; elsewhere one plain line whenever the word for a job changes. */
export function startBars(out: NodeJS.WriteStream = process.stdout): Bars {
  const told = new Map<string, string>();
  const draw = redrawn(out);
  return (entries) => {
    const jobs = entries
      .flatMap(({ operation, jobs = [] }) => jobs.map((job) => ({ operation, job })))
      .sort((one, other) => one.job.accepted_at - other.job.accepted_at);
    if (out.isTTY) {
      draw(jobs.map(({ operation, job }) => `${name(operation, job)}  ${bar(job)}  ${word(job)}`));
      return;
    }
    for (const { operation, job } of jobs) {
      if (told.get(jobKey(job)) === word(job)) continue;
      told.set(jobKey(job), word(job));
      out.write(`  ${name(operation, job)}  ${[word(job), job.seen?.progress].filter(Boolean).join(' ')}\n`);
    }
  };
}

const name = (operation: string, { target }: Job) => `${operation.padEnd(23)}  ${shortId(target).padEnd(13)}`;

const word = ({ end, seen }: Job) => end?.end.replace('_', ' ') ?? seen?.word ?? 'accepted';

function bar({ seen, end }: Job): string {
  const done = end?.end.startsWith('completed') || end?.end === 'succeeded';
  const share = done ? 1 : Math.min(1, Number.parseFloat(seen?.progress ?? '0') / 100 || 0);
  const full = Math.round(share * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${`${Math.round(share * 100)}%`.padStart(4)}`;
}
