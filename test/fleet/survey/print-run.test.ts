import { afterEach, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { printRun, type SurveyRun } from '../../../shared/fleet/survey/print-run.ts';
import type { SurveyHead } from '../../../shared/fleet/survey/rows.ts';
import { freeClock, MINUTE, START, setClock } from '../../world/clock.ts';

afterEach(() => {
  jest.restoreAllMocks();
  freeClock();
});

/** The one line that a run prints at START. */
function lineOf(more: Partial<SurveyRun>): Record<string, unknown> {
  const written: string[] = [];
  const write = jest
    .spyOn(process.stdout, 'write')
    .mockImplementation((text) => written.push(String(text)) > 0);
  setClock(START);
  printRun({
    started_at: START - 1000,
    heads: [],
    reads: 3,
    met: 2,
    changed: 1,
    gone: 0,
    failures: [],
    ...more,
  });
  write.mockRestore();
  expect(written).toHaveLength(1);
  return JSON.parse(written[0] ?? '');
}

const ago = (minutes: number) => START - minutes * MINUTE;
const head = (more: Partial<SurveyHead> = {}): SurveyHead => ({
  service: 'gaussdb',
  region: 'tr-west-1',
  project: '0483b6b16e954cb88930a360d2c4e663',
  first_pass_at: ago(5000),
  ...more,
});
const complete = (minutes: number) => ({
  complete: { started_at: ago(minutes), ended_at: ago(minutes - 1), met: 1, nameless: 0 },
});
const stuck = (minutes: number, kind = 'no_right') => ({
  stuck: { reason: 'the project is refused', kind, since: ago(minutes) },
});

test('a run says what it did, how old the oldest survey is, and what cannot be read, in metrics as well', () => {
  const line = lineOf({
    heads: [head(complete(30)), head({ service: 'taurusdb', ...complete(90), ...stuck(20) })],
  });
  expect(line).toMatchObject({
    level: 'WARN',
    operation: 'survey-fleet',
    surveys: 2,
    reads: 3,
    met: 2,
    changed: 1,
    gone: 0,
    failed: 0,
    age_ms: 90 * MINUTE,
    stuck_ms: 20 * MINUTE,
    stuck: ['taurusdb in tr-west-1, project 0483b6b16e954cb88930a360d2c4e663: the project is refused'],
    duration_ms: 1000,
  });
  expect(line).not.toHaveProperty('heads');
  const [{ Dimensions, Metrics }] = (line._aws as { CloudWatchMetrics: [Record<string, object[]>] })
    .CloudWatchMetrics;
  expect(Dimensions).toEqual([['operation']]);
  for (const { Name } of Metrics as { Name: string }[])
    expect([Name, line[Name]]).toEqual([Name, expect.any(Number)]);
});

test('what went wrong of the service itself is an error', () => {
  expect(lineOf({ failures: ['the fleet table did not answer'] })).toMatchObject({
    level: 'ERROR',
    failed: 1,
  });
  expect(lineOf({})).toMatchObject({ level: 'INFO', failed: 0, age_ms: 0, stuck_ms: 0, stuck: [] });
});

test('a survey that was never complete is as old as its first pass', () => {
  const pass = { pass: { started_at: ago(50), pages: 1 } };
  for (const more of [{}, pass, stuck(70), { ...pass, ...stuck(70) }]) {
    expect(lineOf({ heads: [head({ first_pass_at: ago(80), ...more })] })).toMatchObject({
      age_ms: 80 * MINUTE,
    });
  }
  const { first_pass_at: _, ...unbegun } = head(stuck(70));
  expect(lineOf({ heads: [unbegun] })).toMatchObject({ age_ms: 70 * MINUTE });
});

test('a service without a host in the region is said and makes nothing old', () => {
  const nowhere = head({ ...stuck(600, 'no_host') });
  expect(lineOf({ heads: [nowhere] })).toMatchObject({ age_ms: 0, stuck_ms: 0, stuck: [expect.any(String)] });
});

test('whatever the heads, the age is that of the oldest, and what is stuck hides no age', () => {
  const minutes = fc.integer({ min: 2, max: 5000 });
  const heads = fc.array(fc.record({ done: minutes, broken: fc.option(minutes) }), { minLength: 1 });
  fc.assert(
    fc.property(heads, (all) => {
      const line = lineOf({
        heads: all.map(({ done, broken }) =>
          head({ ...complete(done), ...(broken !== null && stuck(broken)) }),
        ),
      });
      expect(line.age_ms).toBe(Math.max(...all.map(({ done }) => done)) * MINUTE);
      expect(line.stuck_ms).toBe(Math.max(0, ...all.map(({ broken }) => broken ?? 0)) * MINUTE);
    }),
  );
});
