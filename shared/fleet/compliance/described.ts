import { type Hold, holdOf, USUAL_HOLD } from '../holds.ts';
import type { Survey, TargetRow } from '../survey/rows.ts';
import type { Membership } from './state.ts';

/** What people see of an instance or proxy besides its state; what is absent was not shown. Times in epoch ms. */
export interface Described
  extends Survey,
    Pick<TargetRow, 'target' | 'instance' | 'name' | 'engine' | 'last_result'> {
  /** Of a proxy: what its instance is called. */
  readonly instance_name?: string;
  /** The value of the tag by which its fleet names owners. */
  readonly owner?: string;
  readonly current?: string;
  /** What it is offered, versions separated by commas. */
  readonly available?: string;
  readonly read_at?: number;
  readonly holds: readonly Hold[];
}

/** What is shown of a row. Tags and holds are those of the row of its instance, and named by its fleets. */
export function describe(
  row: TargetRow,
  { tags, holds, name: instance_name }: TargetRow,
  fleets: readonly Membership[],
  read_at: number | undefined,
  now: number,
): Described {
  const { service, region, project, target, instance, name, engine, last_result, offered } = row;
  const shown = (texts: readonly (string | undefined)[]) =>
    [...new Set(texts.filter(Boolean))].join(', ') || undefined;
  const keys = fleets.length > 0 ? fleets.map(({ fleet }) => fleet.owner) : [USUAL_OWNER];
  const all = {
    name,
    engine,
    instance,
    instance_name: instance && instance_name,
    last_result,
    owner: shown(keys.map((key) => tagOf(tags, key.replace(/^tag:/, '')))),
    current: shown(offered.map(({ current }) => current)) ?? row.version,
    available: shown(
      offered.map(({ patch, available }) => (patch ? available?.replaceAll(/,\s*/g, ', ') : undefined)),
    ),
    read_at,
  };
  const asked = fleets.length > 0 ? fleets.map(({ fleet }) => fleet.holds) : [USUAL_HOLD];
  const byTag = new Map(asked.map((one) => [`${one.tag} ${one.longest}`, one]));
  return {
    service,
    region,
    project,
    target,
    ...(Object.fromEntries(
      Object.entries(all).filter(([, value]) => value !== undefined),
    ) as Partial<Described>),
    holds: [...byTag.values()].flatMap((one) => holdOf({ holds, region }, one, now) ?? []),
  };
}

/** The tag that names owners where no fleet says otherwise. */
const USUAL_OWNER = 'tag:owner';

const tagOf = (tags: TargetRow['tags'], key: string) =>
  tags && Object.hasOwn(tags, key) ? tags[key] : undefined;
