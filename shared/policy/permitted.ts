import { Forbidden } from '../terms/errors.ts';
import type { Intent } from '../terms/intent.ts';
import type { Operation } from '../terms/operation.ts';
import { RELEASES, readReleaseId } from '../terms/release.ts';
import type { Trigger } from '../terms/report.ts';
import type { Site } from '../terms/site.ts';
import { fits } from '../values/glob.ts';
import type { Policy, Rule } from './policy.ts';

/** Who brought an intent, as far as that can be known. */
export interface Caller {
  readonly trigger: Trigger;
  readonly sender?: string;
}

/** A site with the policy that somebody wrote for it, if anybody did. */
export interface Guarded extends Site {
  readonly POLICY?: Policy | undefined;
}

/** What rules are held against. */
type Judged = Pick<Intent, 'request_id' | 'region' | 'project_id' | 'fields' | 'targets'>;

/** The rule under which an intent may be sent. */
export interface Permission {
  readonly rule: string;
  readonly max_targets_per_hour?: number;
  /** The freezes that do not hold for it. */
  readonly during_freezes?: readonly string[];
  readonly forbidden?: undefined;
}

/** Why an intent may not be sent: one line that names the sender, the rule that came nearest and the field, and nothing else of the policy. */
export interface Prohibition {
  readonly forbidden: string;
  readonly rule?: undefined;
  readonly max_targets_per_hour?: undefined;
  readonly during_freezes?: undefined;
}

interface Refusal {
  readonly field: keyof Rule;
  readonly came: string;
}

const ORDER: readonly (keyof Rule)[] = [
  'from',
  'operations',
  'regions',
  'projects',
  'instances',
  'max_targets',
  'max_targets_per_hour',
];

/**
 * The first rule of the policy under which this caller may have this intent sent; without a policy, the default rule. Throws
 * `Forbidden`, `Misconfigured`.
 */
export function permitted(operation: Operation, caller: Caller, intent: Intent, site: Guarded): Permission {
  const judged = permissionFor(operation, caller, intent, site);
  if (judged.forbidden !== undefined) throw new Forbidden(judged.forbidden);
  return judged;
}

/** What `permitted` says, as a value. Throws `Misconfigured`. */
export function permissionFor(
  operation: Operation,
  caller: Caller,
  intent: Judged,
  site: Guarded,
): Permission | Prohibition {
  const { POLICY: policy } = site;
  const rules = Object.entries(policy ?? { default: defaultRule(operation, caller, site) });
  const who = callerName(caller);
  const misused = misusedId(caller, intent);
  if (misused !== undefined) return { forbidden: misused };
  if (operation.neverBy?.includes(caller.trigger))
    return { forbidden: `${who}: no ${caller.trigger} ever has ${operation.name} sent` };
  const judged = rules.map(([name, rule]) => {
    const refusal = refusalBy(rule, operation, caller, intent, site);
    return { name, rule, refusal, reached: refusal ? ORDER.indexOf(refusal.field) : ORDER.length };
  });
  const best = judged.reduce((one, other) => (other.reached > one.reached ? other : one));
  const { name, rule, refusal } = best;
  if (refusal?.field === 'from') return { forbidden: `${who}: no rule names this sender` };
  if (refusal) {
    const named = policy ? `rule ${name}` : 'rule default, as no POLICY is set';
    const only = policy ? undefined : ONLY[refusal.field];
    return {
      forbidden: `${who}: ${named}, field ${refusal.field}: ${refusal.came}${only ? `, only ${only} is` : ''}`,
    };
  }
  const unlisted = operation.unlisted?.(intent.fields, site);
  if (unlisted)
    return { forbidden: `${who}: rule ${unlisted.list}, field ${unlisted.field}: ${unlisted.came}` };
  const { max_targets_per_hour, during_freezes } = rule;
  return {
    rule: name,
    ...(max_targets_per_hour !== undefined && { max_targets_per_hour }),
    ...(during_freezes && { during_freezes }),
  };
}

/** Why a caller may not use an intent's `request_id`: the ids of releases are for rollouts, which use no others. */
export function misusedId(caller: Caller, { request_id }: Pick<Intent, 'request_id'>): string | undefined {
  const who = callerName(caller);
  if (caller.trigger === 'fleet') {
    return readReleaseId(request_id)
      ? undefined
      : `${who}: request_id: expected ${RELEASES}<rollout>/<target>/<attempt>`;
  }
  return request_id.startsWith(RELEASES)
    ? `${who}: request_id: only a rollout uses ids that begin with ${RELEASES}`
    : undefined;
}

/** A caller in words. */
export const callerName = ({ trigger, sender }: Caller): string => `${trigger} ${sender ?? 'without a name'}`;

/** What the default rule keeps to. */
const ONLY: Partial<Record<keyof Rule, string>> = { regions: 'HW_REGION_NAME', projects: 'HW_PROJECT_ID' };

/** What holds where nobody wrote a policy: the configured project and region, and nothing that wants a rule for this trigger. */
const defaultRule = (operation: Operation, { trigger }: Caller, { place }: Site): Rule => ({
  from: [`${trigger}:*`],
  operations: operation.ruledFor?.includes(trigger) ? [] : [operation.name],
  // Only a local stage may go without them: then there is nothing to keep to.
  ...(!place.region && { regions: ['*'] }),
  ...(!place.project_id && { projects: ['*'] }),
});

/** The first field of a rule that the intent does not fit. */
function refusalBy(
  rule: Rule,
  operation: Operation,
  { trigger, sender = '' }: Caller,
  { region, project_id, fields, targets }: Judged,
  { place }: Site,
): Refusal | undefined {
  const any = (patterns: readonly (string | undefined)[], text: string) =>
    patterns.some((pattern) => pattern !== undefined && fits(pattern, text));
  const { max_targets: most, max_targets_per_hour: mostAnHour } = rule;
  if (!any(rule.from, `${trigger}:${sender}`)) return { field: 'from', came: sender };
  if (!rule.operations?.includes(operation.name))
    return { field: 'operations', came: `${operation.name} is not allowed` };
  if (!any(rule.regions ?? [place.region], region))
    return { field: 'regions', came: `${region} is not allowed` };
  if (!any(rule.projects ?? [place.project_id], project_id))
    return { field: 'projects', came: `${project_id} is not allowed` };
  const instances = targets.map((target) => operation.instanceOf?.(fields, target) ?? target);
  const stranger = instances.find((id) => !any(rule.instances ?? ['*'], id));
  if (stranger !== undefined) return { field: 'instances', came: `${stranger} is not allowed` };
  if (most !== undefined && targets.length > most)
    return { field: 'max_targets', came: `${targets.length} are too many for one intent` };
  if (mostAnHour !== undefined && targets.length > mostAnHour)
    return { field: 'max_targets_per_hour', came: `${targets.length} are too many for any hour` };
  return undefined;
}
