import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import { sightOf } from '../../shared/huawei/jobs.ts';
import type { Sight } from '../../shared/terms/follow.ts';

/** The words of contract §7.1, of Terraform's waits and of TaurusDB's pages of 2025, and what each says of a job. */
const WORDS: Readonly<Record<string, Sight['status']>> = {
  Pending: 'open',
  // "The task is to be authorized."
  Unauthorized: 'open',
  Running: 'open',
  Completed: 'completed',
  Failed: 'failed',
  Canceled: 'canceled',
};

describe('a status word', () => {
  test.each(Object.entries(WORDS))('%s is read in any letter case: %s', (word, status) => {
    for (const spelled of [word, word.toLowerCase(), word.toUpperCase()]) {
      expect(sightOf({ status: spelled })).toEqual({ status, word: spelled });
    }
  });

  test.each([
    'WAITING',
    'SUCCESS',
    'FAIL',
    'Cancelled',
    'Completed ',
    'Finished',
    'Partially Completed',
    '已完成',
    'constructor',
    'toString',
    '',
  ])('%j is no documented end and keeps the job open', (word) => {
    expect(sightOf({ status: word })).toEqual({ status: 'open', word });
  });

  test('that is missing or no text shows nothing at all', () => {
    for (const item of [
      undefined,
      null,
      {},
      [],
      'Completed',
      { status: null },
      { status: 1 },
      { status: {} },
    ]) {
      expect(sightOf(item)).toBeUndefined();
    }
  });
});

test('whatever the cloud writes, what is kept of it fits an item of the ledger and an event', () => {
  const long = 'x'.repeat(500_000);
  const sight = sightOf({ status: long, progress: long, fail_reason: long });
  expect(JSON.stringify(sight).length).toBeLessThan(2000);
});

describe('how far it is', () => {
  test.each<[string, object, string | undefined]>([
    ['progress, with a percent sign', { progress: '60%' }, '60%'],
    ['process', { process: '60%' }, '60%'],
    ['a number', { progress: 60 }, '60'],
    ['zero', { process: 0 }, '0'],
    ['empty', { progress: '' }, undefined],
    ['null', { process: null }, undefined],
    ['both, one of them empty', { progress: '', process: '7%' }, '7%'],
    ['nothing that can be read', { progress: { percent: 60 } }, undefined],
    ['absent', {}, undefined],
  ])('%s', (_, fields, progress) => {
    expect(sightOf({ status: 'Running', ...fields })).toEqual({
      status: 'open',
      word: 'Running',
      ...(progress && { progress }),
    });
  });
});

test.each<[unknown, string | undefined]>([
  ['out of memory', 'out of memory'],
  ['', undefined],
  [null, undefined],
  [{ code: 7 }, undefined],
])('the reason of a failure, %j, is %j', (fail_reason, reason) => {
  expect(sightOf({ status: 'Failed', fail_reason })).toEqual({
    status: 'failed',
    word: 'Failed',
    ...(reason && { reason }),
  });
});

test('of several jobs in an answer the one that is followed counts, and without it the job is gone', () => {
  const job = { target: 't', job_id: 'ours' };
  const [other, ours] = ['other', 'ours'].map((id) => ({ id, status: id === 'ours' ? 'Running' : 'Failed' }));
  const see = catalog.find(({ service }) => service === 'geminidb')?.follow.see;
  expect(see?.({ answer: { jobs: [other, ours] } }, job)).toMatchObject({ status: 'open' });
  expect(see?.({ answer: { jobs: [other] } }, job)).toBe('missing');
  expect(see?.({ answer: { jobs: [] } }, job)).toBe('missing');
});

describe('whatever the cloud answers', () => {
  const documented = Object.keys(WORDS).map((word) => word.toLowerCase());
  const answers = fc.oneof(
    fc.anything(),
    fc.record({ job: fc.anything() }),
    fc.record({
      job: fc.record({ status: fc.string(), progress: fc.anything(), fail_reason: fc.anything() }),
    }),
    fc.record({ jobs: fc.array(fc.record({ id: fc.constantFrom('j', 'k'), status: fc.anything() })) }),
  );
  const tasks = fc.array(
    fc.oneof(
      fc.anything(),
      fc.record({
        task_id: fc.constantFrom('j', 'k'),
        instance_id: fc.constantFrom('t', 'u'),
        status: fc.anything(),
      }),
    ),
  );

  test.each(catalog.map(({ name, follow }) => ({ name, follow })))(
    'nothing throws, and only a documented word ends a job ($name)',
    ({ follow }) => {
      const job = { target: 't', job_id: 'j' };
      fc.assert(
        fc.property(fc.record({ answer: answers, tasks: fc.oneof(tasks, fc.anything()) }), (answer) => {
          const seen = follow.see(answer, job);
          if (typeof seen === 'object' && seen.status !== 'open') {
            expect(documented).toContain(seen.word.toLowerCase());
          }
        }),
        { numRuns: 500 },
      );
    },
  );

  test.each(catalog.map(({ name, follow }) => ({ name, follow })))(
    'a read that failed shows nothing, neither the job nor that it is gone ($name)',
    ({ follow }) => {
      const job = { target: 't', job_id: 'j' };
      expect(follow.see({ answer: undefined, tasks: undefined }, job)).toBeUndefined();
      expect(follow.see({}, job)).toBeUndefined();
    },
  );
});
