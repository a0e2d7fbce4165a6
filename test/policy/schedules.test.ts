import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { compileSchedules } from '../../infra/schedules/compile-schedules.ts';
import type { Policy } from '../../shared/policy/policy.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { PATCH_INSTANCES } from '../../stand-in/cloud/seed.ts';
import { policyText } from './rules.ts';

const TEXT = `
nightly:
  operation: patch-databases
  when: cron(0 2 ? * SUN *)
  enabled: true
  intent:
    instance_ids: [${PATCH_INSTANCES[0]}]
`;
const compile = (rules: Policy | undefined, environment: Record<string, string> = {}) => {
  const settings = loadSettings({
    HW_REGION_NAME: 'ap-southeast-1',
    HW_PROJECT_ID: '0'.repeat(32),
    ...(rules && { POLICY: policyText(rules) }),
    ...environment,
  });
  const deployment = { catalog, settings, stage: 'prod', now: Date.parse('2026-11-21T12:00:00Z') };
  return () => compileSchedules([{ name: 'schedules.yml', text: TEXT }], deployment);
};
const rule = (from: string, more: object = {}) => ({
  nightly: { from: [from], operations: ['patch-databases'], ...more },
});

describe('a schedule is checked against the policy when packaging', () => {
  test.each([
    ['without one', undefined],
    ['under a rule for any timer', rule('timer:*')],
    ['under a rule for its group', rule('timer:*:schedule/db-upkeep-prod/*')],
    [
      'under a rule that names account and region',
      rule('timer:arn:aws:scheduler:eu-central-1:999999999999:schedule/db-upkeep-prod/nightly'),
    ],
    [
      'under a rule that names the partition',
      rule('timer:arn:aws-cn:scheduler:*:*:schedule/db-upkeep-prod/nightly'),
    ],
  ])('and passes %s', (_title, rules) => {
    expect(compile(rules)()).toMatchObject([{ name: 'nightly' }]);
  });

  test.each([
    ['for somebody else', rule('webhook:*'), /no rule names this sender/],
    ['for another schedule', rule('timer:*/weekly'), /no rule names this sender/],
    ['for another stage', rule('timer:*:schedule/db-upkeep-dev/nightly'), /no rule names this sender/],
    [
      'for other instances',
      rule('timer:*', { instances: ['*in06'] }),
      new RegExp(`rule nightly, field instances: ${PATCH_INSTANCES[0]}`),
    ],
    [
      'for another operation',
      { x: { from: ['timer:*'], operations: ['upgrade-proxy-version'] } },
      /rule x, field operations/,
    ],
  ])('and does not pass a policy %s', (_title, rules, reason) => {
    expect(compile(rules)).toThrow(
      /^schedules: 1 fault\nschedules\.yml:\d+: nightly: intent: it would be forbidden: timer arn:/,
    );
    expect(compile(rules)).toThrow(reason);
  });
});
