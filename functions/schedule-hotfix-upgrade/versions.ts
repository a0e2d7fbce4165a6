import * as z from 'zod/mini';
import { instanceIn } from '../../shared/huawei/instances.ts';
import type { Answers, Read } from '../../shared/terms/lookup.ts';
import { bareVersion, compareVersions, version } from '../../shared/values/versions.ts';

const candidates = z.lazy(() => z.object({ hotfix_upgrade_candidate_versions: z.array(z.unknown()) }));

/** Versions of a list; *whole* when every one of them could be read. */
export interface Versions {
  readonly known: readonly string[];
  readonly whole: boolean;
}

// Versions that are spelled otherwise could not be compared. Those of v3.1 and v3.3 stand behind a prefix (contract §3).
function read(list: readonly unknown[]): Versions {
  const known = list.flatMap((one) =>
    typeof one === 'string' ? (version.safeParse(bareVersion(one)).data ?? []) : [],
  );
  return { known, whole: known.length === list.length };
}

/** The hot patches an instance may get (contract §3). */
export const listCandidates = (instance_id: string): Read => ({
  route: 'GET /v3.1/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
  // Filed under "historical APIs".
  older: 'GET /v3/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
  names: { instance_id },
});

/** Whether a list holds a version, compared number by number. */
export const holds = (versions: readonly string[], version: string): boolean =>
  versions.some((one) => compareVersions(one, version) === 0);

/** The hot patches an instance has; undefined when the list of instances does not show them. */
export function installedOn(answers: Answers, target: string): Versions | undefined {
  const { patches, unread = [] } = instanceIn('gaussdb', answers, target) ?? {};
  if (!patches) return undefined;
  const { known, whole } = read(patches);
  return { known, whole: whole && !unread.includes('hotfix_version_infos') };
}

/** The hot patches an instance is offered; undefined when they could not be read. */
export function offeredTo(answers: Answers): Versions | undefined {
  const shown = candidates.safeParse(answers.candidates);
  return shown.success ? read(shown.data.hotfix_upgrade_candidate_versions) : undefined;
}
