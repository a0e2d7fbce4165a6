import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import fc from 'fast-check';
import { logReport } from '../../shared/telling/log.ts';
import type { Outcome } from '../../shared/terms/outcome.ts';
import type { Report, Status } from '../../shared/terms/report.ts';

const written: string[] = [];
beforeEach(() => {
  written.length = 0;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  }
});
afterEach(() => {
  jest.restoreAllMocks();
});

const report = (more: Partial<Report> = {}): Report => ({
  operation: 'patch-databases',
  request_id: 'r1',
  trigger: 'queue',
  status: 'accepted',
  outcomes: [],
  attempt: 1,
  duration_ms: 12,
  cloud_request_ids: [],
  ...more,
});
const lineOf = (more?: Partial<Report>) => {
  written.length = 0;
  logReport(report(more));
  expect(written).toHaveLength(1);
  expect(written[0]).toMatch(/^[^\n\r]+\n$/);
  return JSON.parse(written[0] ?? '') as Record<string, unknown> & { _aws: Emf };
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html */
interface Emf {
  Timestamp: number;
  CloudWatchMetrics: {
    Namespace: string;
    Dimensions: string[][];
    Metrics: { Name: string; Unit?: string; StorageResolution?: number }[];
  }[];
}

function expectValidEmf(line: Record<string, unknown> & { _aws: Emf }) {
  const { Timestamp, CloudWatchMetrics } = line._aws;
  expect(Number.isSafeInteger(Timestamp)).toBe(true);
  expect(Math.abs(Timestamp - Date.now())).toBeLessThan(60_000);
  expect(CloudWatchMetrics.length).toBeGreaterThan(0);
  for (const { Namespace, Dimensions, Metrics } of CloudWatchMetrics) {
    expect(Namespace).toMatch(/^[\w./#:-]{1,255}$/);
    expect(Dimensions.length).toBeGreaterThan(0);
    for (const set of Dimensions) {
      expect(set.length).toBeLessThanOrEqual(30);
      for (const key of set) {
        expect(typeof line[key]).toBe('string');
        expect(line[key]).toMatch(/^[\x20-\x7e]{1,1024}$/);
      }
    }
    expect(Metrics.length).toBeGreaterThan(0);
    expect(Metrics.length).toBeLessThanOrEqual(100);
    expect(new Set(Metrics.map(({ Name }) => Name)).size).toBe(Metrics.length);
    for (const { Name, Unit } of Metrics) {
      expect(Number.isFinite(line[Name])).toBe(true);
      expect(['Count', 'Milliseconds', 'None', undefined]).toContain(Unit);
    }
  }
}

test('a report is exactly one line of JSON and valid embedded metric format', () => {
  const value = fc.string({ unit: 'binary' });
  const outcome = fc.record({
    target: value,
    verdict: fc.constantFrom('accepted', 'already_done', 'rejected', 'unknown', 'not_sent'),
    reason: value,
  }) as fc.Arbitrary<Outcome>;
  fc.assert(
    fc.property(fc.array(outcome), value, fc.nat(), (outcomes, text, duration_ms) => {
      const line = lineOf({ outcomes, reason: text, requested_by: text, request_id: text, duration_ms });
      expectValidEmf(line);
      expect(line.duration_ms).toBe(duration_ms);
    }),
  );
});

test('every target is counted once, under its verdict', () => {
  const outcomes = [
    { target: 'a', verdict: 'accepted' },
    { target: 'b', verdict: 'rejected' },
    { target: 'b', verdict: 'rejected' },
    { target: 'c', verdict: 'unknown' },
    { target: 'd', verdict: 'not_sent' },
    { target: 'e', verdict: 'already_done' },
  ] as const;
  expect(lineOf({ outcomes })).toMatchObject({
    intents: 1,
    targets_accepted: 1,
    targets_already_done: 1,
    targets_rejected: 2,
    targets_unknown: 1,
    targets_not_sent: 1,
    outcomes,
  });
});

test('every number printed at the root is a metric, and the metrics are told apart by operation and status', () => {
  const [directive] = lineOf()._aws.CloudWatchMetrics;
  expect(directive?.Metrics.map(({ Name }) => Name).sort()).toEqual(
    [
      'intents',
      'breaker_open',
      'duration_ms',
      'targets_accepted',
      'targets_already_done',
      'targets_not_sent',
      'targets_rejected',
      'targets_unknown',
      'two_jobs',
      'unknown_left',
    ].sort(),
  );
  expect(directive?.Dimensions).toContainEqual(['operation', 'status']);
  expect(directive?.Metrics.find(({ Name }) => Name === 'duration_ms')?.Unit).toBe('Milliseconds');
});

test('what stays unknown is counted apart from what is still looked for', () => {
  const outcomes: Outcome[] = [
    { target: 'a', verdict: 'unknown', reason: 'no reply' },
    { target: 'b', verdict: 'accepted', job_id: 'j' },
  ];
  const left = (more: Partial<Report>) => lineOf({ status: 'unknown', outcomes, ...more }).unknown_left;
  expect(left({})).toBe(1);
  expect(left({ next_try: '2026-11-21T12:00:00.000Z' })).toBe(0);
  expect(left({ retry: true })).toBe(0);
  expect(left({ status: 'duplicate', settled: 'unknown' })).toBe(0);
  expect(left({ outcomes: [] })).toBe(0);
});

test.each<[Status, string]>([
  ['accepted', 'INFO'],
  ['duplicate', 'INFO'],
  ['held', 'INFO'],
  ['dry_run', 'INFO'],
  ['partial', 'WARN'],
  ['rejected', 'WARN'],
  ['expired', 'WARN'],
  ['invalid', 'WARN'],
  ['forbidden', 'WARN'],
  ['unknown', 'ERROR'],
  ['failed', 'ERROR'],
])('%s is %s', (status, level) => {
  expect(lineOf({ status })).toMatchObject({ level, status });
});

test('the line says how grave and when, in UTC, under the names by which Lambda filters JSON lines', () => {
  const { level, timestamp, time, _aws } = lineOf();
  expect(['INFO', 'WARN', 'ERROR']).toContain(level);
  expect(timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  expect(Math.abs(Date.parse(String(timestamp)) - _aws.Timestamp)).toBeLessThan(1000);
  expect(time).toBeUndefined();
});

describe('a line that CloudWatch would cut', () => {
  const LONGEST = 256 * 1024;
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3000 }),
    fc.constant('\u0001"\\'.repeat(1000)),
  );
  const outcome = fc.record({
    target: text,
    verdict: fc.constantFrom(...(['accepted', 'already_done', 'rejected', 'unknown', 'not_sent'] as const)),
    reason: text,
  });

  test('is shortened, and keeps its metrics and what they count', () => {
    fc.assert(
      fc.property(
        fc.array(outcome, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(text),
        fc.dictionary(text, fc.array(text)),
        text,
        (some, times, cloud_request_ids, unchecked, reason) => {
          const outcomes = Array.from({ length: times }, () => some).flat();
          const line = lineOf({ outcomes, cloud_request_ids, unchecked, reason, status: 'unknown' });
          expect(Buffer.byteLength(written[0] ?? '')).toBeLessThanOrEqual(LONGEST);
          expectValidEmf(line);
          const rejected = outcomes.filter(({ verdict }) => verdict === 'rejected').length;
          expect(line).toMatchObject({ request_id: 'r1', targets_rejected: rejected });
        },
      ),
      { numRuns: 40 },
    );
  });

  test('keeps the worst outcomes and says how many it lost', () => {
    const outcomes = Array.from({ length: 1000 }, (_, index): Outcome => {
      const target = `${String(index).padStart(32, '0')}in13`;
      if (index === 700) return { target, verdict: 'unknown', reason: 'no answer' };
      if (index % 100 === 99)
        return { target, verdict: 'rejected', code: 'DBS.200011', reason: 'r'.repeat(200) };
      return {
        target,
        verdict: 'accepted',
        job_id: 'e4616470-733d-41de-a9b0-a260709293d3',
        reason: 'r'.repeat(300),
      };
    });
    const line = lineOf({ outcomes });
    const kept = line.outcomes as Outcome[];
    expect(kept.map(({ verdict }) => verdict)).toEqual([
      'unknown',
      ...Array.from({ length: 10 }, () => 'rejected'),
      ...Array.from({ length: 117 }, () => 'accepted'),
    ]);
    expect(line).toMatchObject({ left_out: { outcomes: 872 }, targets_accepted: 989, targets_unknown: 1 });
  });

  test('is the only one that is changed', () => {
    const outcomes = Array.from(
      { length: 500 },
      (_, n): Outcome => ({ target: `t${n}`, verdict: 'accepted' }),
    );
    const line = lineOf({ outcomes });
    expect(line).not.toHaveProperty('left_out');
    expect(line.outcomes).toEqual(outcomes);
  });
});
