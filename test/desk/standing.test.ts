import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { type RequestRow, type Result, resultOf, rowsOf, type Standing } from '../../shared/desk/standing.ts';
import { anyRequest, NOW } from './any-request.ts';

const row = (status: Standing, request_id = 'r'): RequestRow => ({
  request_id,
  operation: 'patch-databases',
  region: 'ap-southeast-1',
  project_id: 'p',
  trigger: 'queue',
  asked_at: '2026-11-21T11:00:00Z',
  target: 't',
  status,
  cloud_request_ids: [],
});

test.each<[Result, number, readonly Standing[]]>([
  ['done', 0, ['succeeded', 'already_done', 'accepted']],
  ['open', 3, ['waiting', 'being_sent', 'scheduled', 'running']],
  ['unknown', 2, ['unknown', 'timed_out', 'completed_unproven']],
  [
    'not_done',
    1,
    ['rejected', 'not_sent', 'refused', 'canceled', 'expired', 'failed', 'completed_unchanged'],
  ],
])('%s: a command exits with %d for it', (result, code, standings) => {
  for (const status of standings) {
    expect([status, resultOf(row(status), [])]).toEqual([status, result]);
    expect([status, exitCodeOf([row(status)])]).toEqual([status, code]);
  }
});

test('what was sent on is open until the part with this target is there', () => {
  const whole = row('sent_on');
  const part = row('succeeded', 'r/1');
  expect(resultOf(whole, [whole])).toBe('open');
  expect(resultOf(whole, [whole, { ...part, target: 'other' }])).toBe('open');
  expect(resultOf(whole, [whole, { ...part, request_id: 'r1' }])).toBe('open');
  expect(resultOf(whole, [whole, part])).toBe('done');
});

test('no target of a request is left out, and each row has a result', () => {
  fc.assert(
    fc.property(anyRequest, ({ entry }) => {
      const rows = rowsOf(entry, NOW);
      const shown = new Set(rows.map(({ target }) => target));
      expect(Object.keys(entry.targets).filter((target) => !shown.has(target))).toEqual([]);
      for (const one of rows) expect(resultOf(one, rows)).toMatch(/^(done|open|unknown|not_done)$/);
    }),
  );
});
