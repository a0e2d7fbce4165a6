import type { Operation } from '../../terms/operation.ts';
import type { TakesBack } from '../../terms/take-back.ts';
import type { RolloutHead } from './rollout.ts';
import { type Result, type RolloutTarget, targetKey } from './target.ts';

/** How a person can have taken back what a target was brought, or why nobody can. Nothing of this is ever sent by itself. */
export type TakeBack =
  | {
      readonly by: Operation;
      readonly intent: Readonly<Record<string, unknown>>;
      /** It did not end as planned; what succeeded is taken back only where somebody asks. */
      readonly proposed: boolean;
    }
  | { readonly not: string };

/** Ends after which something may have been brought; *true*: not as planned. */
const BROUGHT: Readonly<Partial<Record<Result, boolean>>> = {
  succeeded: false,
  failed: true,
  completed_unchanged: true,
  completed_unproven: true,
};

/** Ends after which nobody knows whether it is still at work. */
const OPEN: readonly Result[] = ['timed_out', 'unknown', 'two_jobs'];

/** What can be done about one target of a halted rollout; undefined where nothing was brought, and in every other rollout. */
export function takeBack(
  row: RolloutTarget,
  head: Pick<RolloutHead, 'state' | 'kept' | 'directed'>,
  operations: readonly Operation[],
): TakeBack | undefined {
  const { state, result, stage, operation: name } = row;
  if (head.state !== 'halted' || state !== 'ended' || result === undefined) return undefined;
  // Its work was never sent.
  if (stage === 'backup') return undefined;
  const isOpen = OPEN.includes(result);
  if (!isOpen && BROUGHT[result] === undefined) return undefined;
  const brought = operations.find((one) => one.name === name);
  if (!brought) return { not: `nobody here knows the operation ${name}` };
  const by = takerOf(brought, operations);
  if (!by) return { not: nothingFor(name) };
  if (isOpen || head.kept.some(({ sk }) => sk === targetKey(row))) {
    return {
      not: `nobody knows whether ${name} is still at work: look at the instance in the cloud's console`,
    };
  }
  if (head.directed?.some(({ sk, to }) => sk === targetKey(row) && to === 'retry')) {
    return { not: `somebody has ${name} tried again: what comes of that is not known yet` };
  }
  const intent = by.takesBack.intent(row);
  if (!intent) return { not: `its plan does not say what ${name} brought that was not there before` };
  return { by, intent, proposed: (BROUGHT[result] ?? false) && !row.accepted };
}

const nothingFor = (name: string): string => `no operation takes back what ${name} brings`;

/** What people are told with the halt of a rollout: whether what ended badly can be taken back. Undefined where nothing did. */
export function takeBackText(
  { state, waves, spec, id }: Pick<RolloutHead, 'state' | 'waves' | 'spec' | 'id'>,
  operations: readonly Operation[],
): string | undefined {
  const isBad = waves.some(({ counts }) =>
    Object.entries(BROUGHT).some(([result, badly]) => badly && (counts[result as Result] ?? 0) > 0),
  );
  if (state !== 'halted' || !isBad) return undefined;
  const parts = Object.keys(spec.take).flatMap((name) => {
    const brought = operations.find((one) => one.name === name);
    if (!brought) return [];
    const by = takerOf(brought, operations);
    return by
      ? `${by.name} can take back what ${name} brought, and only if you send it: db-upkeep fleet show ${id} names the commands`
      : nothingFor(name);
  });
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** The operation that takes back what another one brings; undefined where none does. */
export const takerOf = (
  { service, work }: Pick<Operation, 'service' | 'work'>,
  operations: readonly Operation[],
): (Operation & { readonly takesBack: TakesBack }) | undefined =>
  operations.find(
    (one): one is Operation & { readonly takesBack: TakesBack } =>
      one.service === service && one.takesBack?.work === work,
  );
