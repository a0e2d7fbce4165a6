import { type Permission, type Prohibition, permissionFor } from '../../policy/permitted.ts';
import type { Settings } from '../../settings/settings.ts';
import { InvalidIntent } from '../../terms/errors.ts';
import { readIntent } from '../../terms/intent.ts';
import { releaseId } from '../../terms/release.ts';
import { utc } from '../../values/time/instant.ts';
import type { Unnumbered } from '../plan/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import type { Context } from './context.ts';

type Judging = Pick<Context, 'operations'> & { readonly settings: Settings };
type About = Pick<RolloutHead, 'id' | 'fleet'>;

/** Why the policy forbids to have a target worked on for a fleet; undefined where it lets it pass. `now` in epoch ms. */
export const forbiddenBy =
  (context: Judging, head: About, now: number) =>
  (target: Unnumbered): string | undefined =>
    permissionOf(target, context, head, now).forbidden;

/** The freezes that a rule of the policy lifts where a target is worked on for a fleet, as the gate before its release judges it. */
export function liftedBy(
  context: Judging,
  head: About,
  now: number,
): (target: Unnumbered) => readonly string[] {
  const lifts = Object.values(context.settings.POLICY ?? {}).some((rule) => rule.during_freezes);
  return (target) => (lifts ? (permissionOf(target, context, head, now).during_freezes ?? []) : []);
}

function permissionOf(
  { operation: name, region, project: project_id, instance, intent }: Unnumbered,
  { operations, settings }: Judging,
  { id, fleet }: About,
  now: number,
): Permission | Prohibition {
  const { operation, bring } = operations.get(name) ?? {};
  if (!operation) return { forbidden: `there is no operation ${name}` };
  const starts = bring?.starts && { [bring.starts.field]: utc(now + bring.starts.after_ms) };
  const request_id = releaseId({ rollout: id, seq: 0, attempt: 1 });
  try {
    const wanted = operation.backUp?.intent(instance, now) ?? intent;
    const asked = { ...wanted, ...starts, region, project_id };
    const read = readIntent(operation, { intent: asked, request_id, triggered_at: now }, settings);
    return permissionFor(operation, { trigger: 'fleet', sender: fleet }, read, settings);
  } catch (error) {
    if (error instanceof InvalidIntent) return { forbidden: error.message };
    throw error;
  }
}
