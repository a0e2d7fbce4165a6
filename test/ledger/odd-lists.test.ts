import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { catalog } from '../../functions/catalog.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { hotfix, patch, proxy } from '../world/cases.ts';

const START = Date.parse('2024-10-30T02:00:00Z');
const MINUTE = 60_000;
const window = { from: START - 5 * MINUTE, to: START + 16 * MINUTE };
const NEAR = '2024-10-30T02:00:03+0000';
const STARTS = '2024-10-30T04:00:00+0000';
const taken: ReadonlySet<string> = new Set();

interface Row {
  readonly name: string;
  readonly fields: object;
  readonly target: string;
  /** The answers where these jobs are listed and the target looks as it did before. */
  readonly answers: (jobs: readonly unknown[]) => Answers;
  /** A job of the request, and one that says when and on which instance it began. */
  readonly job: (at: unknown, instance?: unknown) => object;
}

const [hotfixed = ''] = hotfix.targets;
const [patched = ''] = patch.targets;
const [proxied = ''] = proxy.targets;
const proxyInstance = String(proxy.intent.instance_id);

const ROWS: readonly Row[] = [
  {
    name: 'schedule-hotfix-upgrade',
    fields: { ...hotfix.intent, instance_ids: [hotfixed], start_time: STARTS },
    target: hotfixed,
    answers: (tasks) => ({ tasks }),
    job: (create_time, instance_id = hotfixed) => ({
      task_id: 'job-1',
      status: 'Pending',
      create_time,
      start_time: STARTS,
      instance_id,
      task_content: hotfix.intent.target_version,
    }),
  },
  {
    name: 'patch-databases',
    fields: { ...patch.intent, instance_ids: [patched] },
    target: patched,
    answers: (jobs) => ({
      jobs,
      instances: [{ id: patched, status: 'normal', actions: [], datastore: { patch_available: true } }],
    }),
    job: (start_time, id = patched) => ({
      id: 'job-1',
      name: 'UpgradeDbVersion',
      status: 'Running',
      start_time,
      instance: { id },
    }),
  },
  {
    name: 'upgrade-proxy-version',
    fields: proxy.intent,
    target: proxied,
    answers: (jobs) => ({
      jobs,
      schedules: [],
      proxies: [{ proxy: { pool_id: proxied, status: 'ACTIVE' } }],
      version: { current_version: '2.23.12.000' },
    }),
    job: (created_time, instance_id = proxyInstance) => ({
      job_id: 'job-1',
      job_name: 'UpgradeProxy',
      status: 'Running',
      created_time,
      instance_id,
    }),
  },
];

describe.each(ROWS)('$name', ({ name, fields, target, answers, job }) => {
  const lookup = catalog.find((one) => one.name === name)?.lookup;
  const judge = (jobs: readonly unknown[]) =>
    Object.keys(lookup?.judge(answers(jobs), { request: fields, target, window, taken }) ?? {});

  test('without a job it is absent; a job of another time or instance changes nothing', () => {
    expect(judge([])).toEqual(['absent']);
    expect(judge([job('2024-10-30T03:00:03+0000')])).toEqual(['absent']);
    expect(judge([job(NEAR, 'f'.repeat(32))])).toEqual(['absent']);
    expect(judge([job(Date.parse(NEAR))])).not.toEqual(['absent']);
  });

  test('a time that is none, or in another unit, is no proof of absence', () => {
    const seconds = fc.integer({ min: 0, max: 2 ** 33 });
    const none = fc.oneof(
      fc.constantFrom<unknown>(0, -1, null, undefined, '', '0', {}, [], true, '1970-01-01T00:00:00+0000'),
      seconds,
      seconds.map(String),
      // Microseconds.
      fc.integer({ min: 1_700_000_000, max: 1_800_000_000 }).map((one) => one * 1e6),
      fc.string(),
    );
    fc.assert(
      fc.property(none, (at) => {
        expect(judge([job(at)])).not.toEqual(['absent']);
      }),
    );
    expect(judge([job(1_795_953_605)])).not.toEqual(['absent']);
  });

  test('an item that cannot be read proves nothing, and hides none of its neighbours', () => {
    const odd = fc.constantFrom<unknown>(
      null,
      undefined,
      7,
      'text',
      [],
      {},
      { instance: null },
      { instance: { id: null } },
    );
    const alone = judge([job(NEAR)]);
    fc.assert(
      fc.property(odd, (item) => {
        expect(judge([item])).toEqual(['unclear']);
        expect(judge([item, job(NEAR)])).toEqual(alone);
      }),
    );
  });

  test('an instance or a field of a job that cannot be read is no proof of absence', () => {
    const fieldsOf = Object.keys(job(NEAR));
    fc.assert(
      fc.property(
        fc.constantFrom(...fieldsOf),
        fc.constantFrom<unknown>(null, 7, {}, [], 'strange'),
        (key, value) => {
          // A text is another instance's id.
          fc.pre(!(key === 'instance_id' && value === 'strange'));
          expect(judge([{ ...job(NEAR), [key]: value }])).not.toEqual(['absent']);
        },
      ),
    );
  });
});
