import type { Policy } from '../../shared/policy/policy.ts';
import { type Case, patch } from '../world/cases.ts';

/** The unique id of the functions' role, and who sends with it. */
export const OWN_ROLE = 'AROAOWNFUNCTIONSROLE1';
export const own = (name: string): string => `${OWN_ROLE}:db-upkeep-prod-${name}`;

/** What the queue stand-in says of every sender. */
export const QUEUE_STAND_IN = '000000000000';

/** The senders of messages that are none of our functions. */
export const ALICE = 'AROAOPERATORSROLE0001:alice';
export const MALLORY = 'AIDAMALLORYSUSERID001';

/** `POLICY` for these rules. */
export const policyText = (rules: Policy): string => JSON.stringify(rules);

/** A rule for one operation in its own project, for whoever is named. */
export const ruleFor = (
  from: string | readonly string[],
  one: Case = patch,
  more: Partial<Policy[string]> = {},
): Policy[string] => ({
  from: [from].flat(),
  operations: [one.operation],
  projects: [String(one.intent.project_id)],
  ...more,
});
