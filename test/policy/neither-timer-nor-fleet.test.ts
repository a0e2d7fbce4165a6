import { describe, expect, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { compileSchedules } from '../../infra/schedules/compile-schedules.ts';
import { type Caller, permissionFor } from '../../shared/policy/permitted.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { releaseId } from '../../shared/terms/release.ts';
import { operationOf } from '../world/cases.ts';

const operation = operationOf({ operation: 'roll-back-hotfix' });
const project_id = '0'.repeat(32);
const environment = { HW_REGION_NAME: 'ap-southeast-1', HW_PROJECT_ID: project_id };
const rules = (from: string, operations: readonly string[] = ['roll-back-hotfix']) =>
  JSON.stringify({ 'hot patches': { from: [from], operations } });

/** What the judge says of a rollback that somebody brings, with this policy. */
function judged(caller: Caller, POLICY?: string): string {
  const settings = loadSettings({ ...environment, ...(POLICY && { POLICY }) });
  const request_id = caller.trigger === 'fleet' ? releaseId({ rollout: 'r', seq: 0, attempt: 1 }) : 'CHG-1';
  const fields = { instance_id: 'b7d1ae5c47bf94834bf9e44138f7f995in14', target_version: '3.208.0.7' };
  const intent = { request_id, region: 'ap-southeast-1', project_id, fields };
  const { forbidden, rule } = permissionFor(
    operation,
    caller,
    { ...intent, targets: [fields.instance_id] },
    settings,
  );
  return forbidden ?? `by ${rule}`;
}

describe('a hot patch is taken back', () => {
  const alice: Caller = { trigger: 'invoke', sender: 'alice' };
  const desk: Caller = { trigger: 'webhook', sender: 'change-desk' };
  const role: Caller = { trigger: 'queue', sender: 'AROAEXAMPLE:session' };
  const timer: Caller = { trigger: 'timer', sender: 'arn:aws:scheduler:eu-west-1:1:schedule/g/n' };
  const fleet: Caller = { trigger: 'fleet', sender: 'monthly' };

  test('by a person', () => {
    expect(judged(alice)).toBe('by default');
  });

  test.each([
    ['webhook', desk, 'webhook:change-desk'],
    ['queue', role, 'queue:AROAEXAMPLE:*'],
  ])('by a %s only under a rule that names it', (_, caller, from) => {
    expect(judged(caller)).toMatch(/field operations: roll-back-hotfix is not allowed$/);
    expect(judged(caller, rules(from, ['patch-databases']))).toMatch(/field operations: roll-back-hotfix is/);
    expect(judged(caller, rules(from))).toBe('by hot patches');
  });

  test.each([
    ['timer', timer],
    ['fleet', fleet],
  ])('never by a %s, whatever a policy says', (word, caller) => {
    const said = `${word} ${caller.sender}: no ${word} ever has roll-back-hotfix sent`;
    expect(judged(caller)).toBe(said);
    expect(judged(caller, rules(`${word}:*`))).toBe(said);
  });

  test('by no schedule: packaging stops', () => {
    const text = `nightly:
  operation: roll-back-hotfix
  when: rate(1 day)
  enabled: false
  intent: { instance_id: b7d1ae5c47bf94834bf9e44138f7f995in14, target_version: '3.208.0.7' }
`;
    expect(() =>
      compileSchedules([{ name: 'schedules.yml', text }], {
        catalog,
        settings: loadSettings(environment),
        stage: 'dev',
        now: Date.UTC(2026, 10, 21),
      }),
    ).toThrow(/operation: expected one of (?!.*roll-back-hotfix,).*, got "roll-back-hotfix"/s);
  });
});
