import type { Facts } from '../rollout/facts.ts';
import type { RolloutHead } from '../rollout/rollout.ts';
import { type RolloutTarget, targetKey } from '../rollout/target.ts';
import type { TargetRow } from '../survey/rows.ts';
import { awayOf, type Shown } from './away.ts';
import { type Context, rowKey } from './context.ts';

/** Targets with what is shown of each. */
type ShownRows = readonly (readonly [row: RolloutTarget, shown: Shown])[];

/** What the last survey shows of these targets, and of their instances. Throws `PlatformUnavailable`. */
export async function shownOf(
  rows: readonly RolloutTarget[],
  context: Pick<Context, 'table' | 'operations'>,
): Promise<ShownRows> {
  const keys = rows.flatMap((row) => [rowKey(row, row.target, context), rowKey(row, row.instance, context)]);
  const items = keys.length > 0 ? await context.table.getAll(keys) : [];
  const shown = new Map(items.map(({ pk, sk, doc }) => [`${pk} ${sk}`, JSON.parse(doc) as TargetRow]));
  const at = (row: RolloutTarget, target: string) => {
    const { pk, sk } = rowKey(row, target, context);
    return shown.get(`${pk} ${sk}`);
  };
  return rows.map((row) => [row, { row: at(row, row.target), of: at(row, row.instance) }]);
}

/** Which of them it shows otherwise than planned. */
export function awayAmong(
  { fleet, spec }: RolloutHead,
  shown: ShownRows,
  { fleets }: Pick<Context, 'fleets'>,
  now: number,
): Facts['away'] {
  const never = (operation: string) => fleets[fleet]?.take[operation]?.never ?? [];
  return new Map(
    shown.flatMap(([row, seen]) => {
      const away = awayOf(row, seen, { holds: spec.holds, never }, now);
      return away ? [[targetKey(row), away] as const] : [];
    }),
  );
}
