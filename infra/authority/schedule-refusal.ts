import { permissionFor } from '../../shared/policy/permitted.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Intent } from '../../shared/terms/intent.ts';
import type { Operation } from '../../shared/terms/operation.ts';

/** Any schedule's ARN up to its group; account and region are known only once it is deployed. */
const SAMPLE = ['arn', 'aws', 'scheduler', 'eu-west-1', '123456789012'];

/**
 * Why the policy would not let a schedule (`<group>/<name>`) send its intent; undefined if it would, in some account and
 * region at least.
 */
export function scheduleRefusal(
  operation: Operation,
  schedule: string,
  intent: Intent,
  settings: Settings,
): string | undefined {
  const patterns = Object.values(settings.POLICY ?? {}).flatMap(({ from }) => from);
  const starts = patterns.map((pattern) => pattern.split(':').slice(1, 1 + SAMPLE.length));
  const reasons = [SAMPLE, ...starts].map((start) => {
    const fields = SAMPLE.map((field, index) => (/^[^*?]+$/.test(start[index] ?? '') ? start[index] : field));
    const sender = `${fields.join(':')}:schedule/${schedule}`;
    return reasonAgainst(operation, sender, intent, settings);
  });
  return reasons.every((reason) => reason !== undefined) ? reasons[0] : undefined;
}

function reasonAgainst(operation: Operation, sender: string, intent: Intent, settings: Settings) {
  return permissionFor(operation, { trigger: 'timer', sender }, intent, settings).forbidden;
}
