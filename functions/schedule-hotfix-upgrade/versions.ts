import * as z from 'zod/mini';
import { findInstance } from '../../shared/huawei/instances.ts';
import { compareVersions, version } from '../../shared/huawei/versions.ts';
import type { Answers, Read } from '../../shared/lookup.ts';

const datastore = z.lazy(() =>
  z.object({ datastore: z.object({ hotfix_versions: z.nullable(z.string()) }) }),
);
// Versions that are spelled otherwise (as with the `V2.0-` of v3.1, contract §3) could not be compared.
const versions = z.array(version);
const candidates = z.lazy(() => z.object({ hotfix_upgrade_candidate_versions: versions }));

/** The hot patches an instance may get (contract §3). */
export const listCandidates = (instance_id: string): Read => ({
  route: `GET /v3/{project_id}/instances/${instance_id}/db-upgrade/candidate-versions`,
});

/** Dotted versions out of a text that joins them by commas, with spaces in the list of instances, without in a request. */
export const versionsIn = (text: string): string[] =>
  text
    .split(',')
    .map((version) => version.trim())
    .filter((version) => version !== '');

/** Whether a list holds a version, compared number by number. */
export const holds = (versions: readonly string[], version: string): boolean =>
  versions.some((one) => compareVersions(one, version) === 0);

/** The hot patches an instance has; undefined when the list of instances does not show them. */
export function installedOn(answers: Answers, target: string): string[] | undefined {
  const read = datastore.safeParse(findInstance(answers, target));
  return read.success
    ? versions.safeParse(versionsIn(read.data.datastore.hotfix_versions ?? '')).data
    : undefined;
}

/** The hot patches an instance is offered; undefined when they could not be read. */
export const offeredTo = (answers: Answers): string[] | undefined =>
  candidates.safeParse(answers.candidates).data?.hotfix_upgrade_candidate_versions;
