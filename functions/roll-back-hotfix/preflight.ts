import type * as z from 'zod/mini';
import {
  holds,
  installedOn,
  listCandidates,
  removableFrom,
  takesBack,
} from '../../shared/huawei/hotfixes.ts';
import { checkAtRest, listInstances } from '../../shared/huawei/instances.ts';
import { versionsIn } from '../../shared/huawei/services/gaussdb.ts';
import type { Answers } from '../../shared/terms/lookup.ts';
import { type Check, findings, type Preflight } from '../../shared/terms/preflight.ts';
import type { request } from './schema.ts';

/** The instance is at rest, and the cloud shows that it takes back every hot patch asked for: nothing less is sent. */
export const preflight: Preflight<z.infer<typeof request>> = {
  reads: ({ instance_id }, target) => ({
    instances: listInstances('gaussdb', [instance_id]),
    candidates: listCandidates(target),
  }),
  check: (answers, { target_version }, target) => {
    const wanted = versionsIn(target_version);
    const atRest = checkAtRest('gaussdb', answers, target);
    // None of them there is for the state to tell: then it is done, not a misfit.
    return gone(answers, wanted, target).length === wanted.length
      ? findings(atRest)
      : findings(atRest, checkAction(answers), checkRemovable(answers, wanted, target));
  },
};

/** Those of the versions that a list of the installed ones, read whole, does not hold. */
function gone(answers: Answers, wanted: readonly string[], target: string): string[] {
  const installed = installedOn(answers, target);
  return installed?.whole ? wanted.filter((version) => !holds(installed.known, version)) : [];
}

const HINT = 'see the instance in the console';

function checkAction(answers: Answers): Check {
  const enabled = takesBack(answers);
  if (enabled) return undefined;
  if (enabled === false) {
    return {
      reason: 'the cloud says that no hot patch can be taken back from this instance now',
      hint: HINT,
    };
  }
  return notShown('whether hot patches can be taken back');
}

function checkRemovable(answers: Answers, wanted: readonly string[], target: string): Check {
  const removable = removableFrom(answers);
  if (!removable) return notShown('removable hot patches');
  const missing = wanted.filter((version) => !holds(removable.known, version));
  if (missing.length === 0) return undefined;
  if (!removable.whole) return notShown('removable hot patches');
  const absent = gone(answers, missing, target);
  const kept = missing.filter((version) => !absent.includes(version));
  return {
    reason: [...said(absent, 'not installed'), ...said(kept, 'not offered for a rollback')].join('; '),
    hint: `can be taken back: ${removable.known.length > 0 ? removable.known.join(', ') : 'none'}`,
  };
}

/** A rollback that the cloud does not show as possible waits. */
const notShown = (what: string): Check => ({
  unchecked: what,
  doubt: { reason: `the cloud does not show ${what}`, hint: HINT, retry: true },
});

const said = (versions: readonly string[], what: string): string[] =>
  versions.length > 0 ? [`${versions.join(', ')} ${versions.length > 1 ? 'are' : 'is'} ${what}`] : [];
