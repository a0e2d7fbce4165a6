import { type Permission, type Prohibition, permissionFor } from '../../shared/policy/permitted.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Intent } from '../../shared/terms/intent.ts';
import type { Operation } from '../../shared/terms/operation.ts';

/** Any schedule's ARN up to its group; account and region are known only once it is deployed. */
const SAMPLE = ['arn', 'aws', 'scheduler', 'eu-west-1', '123456789012'];

/**
 * By which rule of the policy a schedule (`<group>/<name>`) may send its intent in some account and region at least; where it may in
 * none, why not.
 */
export function schedulePermission(
  operation: Operation,
  schedule: string,
  intent: Intent,
  settings: Settings,
): Permission | Prohibition {
  const patterns = Object.values(settings.POLICY ?? {}).flatMap(({ from }) => from);
  const starts = patterns.map((pattern) => pattern.split(':').slice(1, 1 + SAMPLE.length));
  const judge = (start: readonly string[]) => {
    const fields = SAMPLE.map((field, index) => (/^[^*?]+$/.test(start[index] ?? '') ? start[index] : field));
    const sender = `${fields.join(':')}:schedule/${schedule}`;
    return permissionFor(operation, { trigger: 'timer', sender }, intent, settings);
  };
  const anywhere = judge(SAMPLE);
  if (anywhere.forbidden === undefined) return anywhere;
  return starts.map(judge).find(({ forbidden }) => forbidden === undefined) ?? anywhere;
}
