import { examples as plugInExamples } from '../../functions/install-kernel-plugin/examples.ts';
import { examples as patchExamples } from '../../functions/patch-databases/examples.ts';
import { examples as hotfixExamples } from '../../functions/schedule-hotfix-upgrade/examples.ts';
import { examples as proxyExamples } from '../../functions/upgrade-proxy-version/examples.ts';
import type { Example } from '../../shared/terms/operation.ts';
import { todays } from './todays.ts';

/** A vendor page's example as an intent to change, and the targets it names. */
interface Asked {
  readonly intent: Readonly<Record<string, unknown>>;
  readonly project_id: string;
  readonly targets: readonly [string, ...string[]];
}

function asked([example]: readonly Example[]): Asked {
  const [first, ...others] = new Set(example?.outcomes.map(({ target }) => target));
  if (!example || !first) throw new Error('the example names no target');
  const { project_id } = example;
  return { intent: { ...todays(example), project_id }, project_id, targets: [first, ...others] };
}

/** A plug-in on one GaussDB instance. */
export const plugIn = asked(plugInExamples);
/** Two hot patches on two GaussDB instances. */
export const hotfix = asked(hotfixExamples);
/** A new version for one TaurusDB proxy. */
export const proxy = asked(proxyExamples);
/** The latest patch for two GeminiDB instances. */
export const patch = asked(patchExamples);

/** Instance ids that begin with their number; the suffix says which engine they are. */
export const numbered = (count: number, suffix: string): string[] =>
  Array.from(
    { length: count },
    (_, index) => `${String(index + 1).padStart(8, '0')}${'0'.repeat(24)}${suffix}`,
  );

/** Every target accepted, under whatever job. */
export const acceptedAll = (targets: readonly string[]) =>
  targets.map((target) => ({ target, verdict: 'accepted' }) as const);
