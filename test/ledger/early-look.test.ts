import { expect, test } from '@jest/globals';
import { newJob } from '../../shared/ledger/entry/job.ts';
import { afterLook } from '../../shared/ledger/entry/job-end.ts';
import { loadSettings } from '../../shared/settings/settings.ts';

const HOUR = 3_600_000;
const pending = { sight: { status: 'open', word: 'Pending' } } as const;

test('a job that was looked at before it starts is not looked at again until it has started', () => {
  const { TIMING } = loadSettings({});
  const job = newJob({ target: 't', job_id: 'j' }, { within_ms: HOUR, starts_at: 10 * HOUR }, 0, TIMING);
  const first = 10 * HOUR + TIMING.follow_least_ms;
  expect(job.look_at).toBe(first);
  const looked = afterLook({ ...job, look_at: HOUR }, pending, undefined, HOUR, TIMING);
  expect(looked).toMatchObject({ look_at: first, looks: 1, seen: { word: 'Pending' } });
  expect(afterLook(looked, pending, undefined, first, TIMING).look_at).toBeGreaterThan(first);
});
