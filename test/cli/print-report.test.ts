import { expect, test } from '@jest/globals';
import { reportText } from '../../cli/words/print-report.ts';
import type { Report } from '../../shared/terms/report.ts';

const report: Report = {
  operation: 'patch-databases',
  request_id: 'change-1',
  trigger: 'invoke',
  status: 'held',
  outcomes: [{ target: 'a', verdict: 'rejected', code: 'DBS.200011', retry: true }],
  attempt: 1,
  duration_ms: 5,
  cloud_request_ids: [],
};

test('what the ledger keeps is said to come back, and when', () => {
  const text = reportText({ ...report, next_try: '2024-10-30T02:10:00.000Z' }, 'a-ledger');
  expect(text).toMatch(/^next try +2024-10-30T02:10:00\.000Z$/m);
  expect(text).toContain('the sweep brings it back');
  expect(text).not.toContain('Nothing repeats this');
});

test('without a ledger nothing repeats it', () => {
  expect(reportText(report)).toContain('Nothing repeats this by itself');
  expect(reportText(report)).not.toContain('next try');
});

test('what no ledger keeps is not said to come back', () => {
  const text = reportText({ ...report, next_try: '2024-10-30T02:10:00.000Z' });
  expect(text).toContain('No ledger keeps it');
  expect(text).not.toContain('the sweep brings it back');
});

test('what failed says what to do about it, by what AWS said where it was AWS', () => {
  const reason =
    'the ledger l did not answer: AccessDeniedException: User: x is not authorized to perform: dynamodb:PutItem on';
  const next = 'Next step: this AWS login lacks dynamodb:PutItem: ';
  expect(reportText({ ...report, status: 'failed', reason })).toContain(next);
  expect(reportText({ ...report, reason })).not.toContain('Next step');
  const cloud = reportText({ ...report, status: 'failed', reason: 'IAM answered HTTP 503' });
  expect(cloud).toContain('\nNext step: npx --no-install db-upkeep doctor');
  const failed = { ...report, status: 'failed' as const, reason: 'IAM answered HTTP 503' };
  expect(reportText(failed, undefined, { stage: 'prod' })).toContain(
    '\nNext step: npx --no-install db-upkeep doctor --stage prod, which',
  );
});
