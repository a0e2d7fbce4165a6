import { expect, test } from '@jest/globals';
import { restCounts } from '../../../shared/fleet/rollout/release.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { MINUTE } from '../../../shared/values/time/units.ts';

const ENDED = Date.parse('2027-01-04T10:00:00Z');
const starts = (operation: string) =>
  operation === 'schedule-hotfix-upgrade' ? { field: 'start_time', after_ms: 30 * MINUTE } : undefined;
const row = (operation: string, start_time?: string) =>
  ({ operation, ended_at: ENDED, ...(start_time && { body: { start_time } }) }) as unknown as RolloutTarget;

test.each([
  ['work that begins when it is sent', row('patch-databases', '2027-01-04T12:00:00Z'), ENDED],
  [
    'work that the cloud has yet to begin',
    row('schedule-hotfix-upgrade', '2027-01-04T10:20:00Z'),
    ENDED + 35 * MINUTE,
  ],
  ['work that has long begun', row('schedule-hotfix-upgrade', '2027-01-04T09:00:00Z'), ENDED],
  ['a body without a time', row('schedule-hotfix-upgrade'), ENDED],
])('an instance at rest says something of %s from then on', (_, target, from) => {
  expect(restCounts(target, { starts })).toBe(from);
});
