/** The rooms of the product from the ground up. A file may import what stands in its own line of rooms or below. */
const ROOMS = [
  ['shared/values'],
  ['shared/huawei/services'],
  ['shared/terms'],
  ['shared/policy'],
  ['shared/settings'],
  ['shared/transport', 'shared/calendar'],
  ['shared/platform'],
  ['shared/huawei'],
  ['shared/ledger', 'shared/durations'],
  ['shared/telling'],
  ['shared/submission', 'shared/following', 'shared/sweep'],
  ['shared/fleet'],
  ['shared/desk'],
  ['shared/words'],
  ['shared/page'],
  ['shared/triggers', 'shared/doctor', 'shared/console'],
  ['functions'],
  ['infra'],
  ['stand-in'],
  ['cli'],
] as const;

/** An import of one file by another, both as paths from the root. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** The room a file stands in; undefined for one that stands in none. */
export const roomOf = (path: string): string | undefined =>
  ROOMS.flat().find((room) => path === room || path.startsWith(`${room}/`));

/** Every room, from the ground up. */
export const rooms: readonly string[] = ROOMS.flat();

const floorOf = (room: string) => ROOMS.findIndex((beside) => (beside as readonly string[]).includes(room));

/** The imports that point up, between rooms that stand beside each other, or out of the product, as `from → to`. */
export const upward = (imports: readonly Import[]): string[] =>
  imports
    .filter(({ from, to }) => {
      const [here, there] = [roomOf(from), roomOf(to)];
      if (!here || here === there) return false;
      return there ? floorOf(there) >= floorOf(here) : to.startsWith('test/');
    })
    .map(({ from, to }) => `${from} → ${to}`);

/** The ways along imports that come back to where they began. */
export function circles(imports: readonly Import[]): string[] {
  const graph = Map.groupBy(imports, ({ from }) => from);
  const done = new Set<string>();
  const found: string[] = [];
  const walk = (path: string, trail: readonly string[]) => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
    if (done.has(path) || trail.includes(path)) return;
    for (const { to } of graph.get(path) ?? []) walk(to, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) walk(path, []);
  return found;
}
