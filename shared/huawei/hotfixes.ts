import * as z from 'zod/mini';
import type { Answers, Read } from '../terms/lookup.ts';
import { eachOf, lenient } from '../values/json/lenient.ts';
import { bareVersion, compareVersions, version } from '../values/versions.ts';
import { instanceIn } from './instances.ts';

const candidates = z.lazy(() => z.object({ hotfix_upgrade_candidate_versions: z.array(z.unknown()) }));
const removable = z.lazy(() => z.object({ hotfix_rollback_candidate_versions: z.array(z.unknown()) }));
const actions = z.lazy(() =>
  z.object({
    upgrade_type_list: eachOf(
      z.object({
        upgrade_type: z.string(),
        upgrade_action_list: lenient(
          z.nullable(eachOf(z.object({ upgrade_action: z.string(), enable: z.boolean() }))),
        ),
      }),
    ),
  }),
);

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

/** The hot patches that can be taken back from an instance; undefined when they could not be read. */
export function removableFrom(answers: Answers): Versions | undefined {
  const shown = removable.safeParse(answers.candidates);
  return shown.success ? read(shown.data.hotfix_rollback_candidate_versions) : undefined;
}

/**
 * Whether the cloud would take hot patches back from an instance now: its actions for hot patches name `rollback`, and say so
 * (inferred, fleet contract §6). Undefined when they do not tell.
 */
export function takesBack(answers: Answers): boolean | undefined {
  const shown = actions.safeParse(answers.candidates);
  const hotfix = shown.data?.upgrade_type_list.find((one) => one?.upgrade_type === 'hotfix');
  return hotfix?.upgrade_action_list?.find((one) => one?.upgrade_action === 'rollback')?.enable;
}
