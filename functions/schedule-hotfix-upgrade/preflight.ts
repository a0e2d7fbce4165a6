import type * as z from 'zod/mini';
import { holds, installedOn, listCandidates, offeredTo } from '../../shared/huawei/hotfixes.ts';
import { checkAtRest, listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { type Check, type Findings, findings, type Preflight } from '../../shared/terms/preflight.ts';
import type { request } from './schema.ts';

type Request = z.infer<typeof request>;

/** The instance is in a normal state (a full disk shows as one that is not) and is offered every version asked for. */
export const check = (
  answers: Answers,
  { target_version }: Pick<Request, 'target_version'>,
  target: string,
): Findings =>
  findings(
    checkAtRest('gaussdb', answers, target),
    checkOffered(answers, versionsIn(target_version), target),
  );

/** The same, out of reads for one target. */
export const preflight: Preflight<Request> = {
  reads: ({ instance_ids }, target) => ({
    instances: listInstances('gaussdb', instance_ids),
    candidates: listCandidates(target),
  }),
  check,
};

function checkOffered(answers: Answers, wanted: readonly string[], target: string): Check {
  const read = offeredTo(answers);
  if (!read) return { unchecked: 'candidate hot patches' };
  const { known: offered } = read;
  const missing = wanted.filter((version) => !holds(offered, version));
  const installed = installedOn(answers, target)?.known ?? [];
  const there = missing.filter((version) => holds(installed, version));
  if (missing.length === 0) return undefined;
  // All of them there is for the state to tell: then it is done, not a misfit.
  if (there.length === wanted.length)
    return offered.length > 0
      ? { note: `not asked for, and still offered: ${offered.join(', ')}` }
      : undefined;
  // What could not be read among the offered ones may be what is missing.
  if (!read.whole && there.length === 0) return { unchecked: 'candidate hot patches' };
  const refused = read.whole ? missing.filter((version) => !there.includes(version)) : [];
  const toCome = there.length > 0 ? wanted.filter((version) => !missing.includes(version)) : [];
  return {
    reason: [
      ...said(there, 'installed already'),
      ...said(toCome, 'still to come'),
      ...said(refused, 'not offered for this instance'),
    ].join('; '),
    hint:
      refused.length > 0
        ? `offered are ${offered.length > 0 ? offered.join(', ') : 'none'}`
        : `leave out what is installed: target_version ${toCome.join(',')}`,
  };
}

const said = (versions: readonly string[], what: string): string[] =>
  versions.length > 0 ? [`${versions.join(', ')} ${versions.length > 1 ? 'are' : 'is'} ${what}`] : [];
