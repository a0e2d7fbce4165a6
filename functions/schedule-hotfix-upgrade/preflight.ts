import type * as z from 'zod/mini';
import { checkAtRest, findInstance, listInstances } from '../../shared/huawei/instances.ts';
import type { Answers } from '../../shared/lookup.ts';
import { type Check, type Findings, findings, type Preflight } from '../../shared/preflight.ts';
import type { request } from './schema.ts';
import { holds, installedOn, listCandidates, offeredTo, versionsIn } from './versions.ts';

type Request = z.infer<typeof request>;

/** The instance is in a normal state (a full disk shows as one that is not) and is offered every version asked for. */
export const check = (
  answers: Answers,
  { target_version }: Pick<Request, 'target_version'>,
  target: string,
): Findings =>
  findings(
    checkAtRest(findInstance(answers, target), target, 'gaussdb'),
    checkOffered(answers, versionsIn(target_version), target),
  );

/** The same, out of reads for one target. */
export const preflight: Preflight<Request> = {
  reads: ({ instance_ids }, target) => ({
    instances: listInstances(instance_ids),
    candidates: listCandidates(target),
  }),
  check,
};

function checkOffered(answers: Answers, wanted: readonly string[], target: string): Check {
  const offered = offeredTo(answers);
  if (!offered) return { unchecked: 'candidate hot patches' };
  const missing = wanted.filter((version) => !holds(offered, version));
  const installed = installedOn(answers, target) ?? [];
  const there = missing.filter((version) => holds(installed, version));
  // All of them there is for the state to tell: then it is done, not a misfit.
  if (missing.length === 0 || there.length === wanted.length) return undefined;
  return {
    reason:
      there.length > 0
        ? `${there.join(', ')} is installed already`
        : `${missing.join(', ')} is not offered for this instance`,
    hint:
      there.length > 0
        ? 'leave it out of target_version'
        : `offered are ${offered.length > 0 ? offered.join(', ') : 'none'}`,
  };
}
