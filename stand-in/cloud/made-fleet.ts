import { createHash } from 'node:crypto';
import { createIds } from './ids.ts';
import type { DatabaseService, Instance, ProxyInstance } from './resources.ts';
import type { State } from './state.ts';

/** How a fleet is made: the same seed makes the same fleet. */
export interface FleetOrder {
  seed: string;
  /** How many instances, over all projects. */
  count: number;
  project_ids: string[];
}

/** Chooses by what is asked and by the seed alone, so that one instance more changes none of the others. */
type Draw = <Item>(about: string, items: readonly Item[]) => Item;

const drawOf =
  (seed: string, nth: number): Draw =>
  (about, items) => {
    const hash = createHash('sha256').update(`${seed} ${nth} ${about}`).digest();
    return items[hash.readUInt32BE(0) % items.length] as never;
  };

/** A list in which each item stands as often as it is frequent. */
const often = <Item>(...shares: readonly (readonly [times: number, item: Item])[]): Item[] =>
  shares.flatMap(([times, item]) => Array<Item>(times).fill(item));

const SERVICES = often<[DatabaseService, string]>(
  [50, ['gaussdb', 'in14']],
  [30, ['taurusdb', 'in07']],
  [6, ['geminidb', 'in06']],
  [8, ['geminidb', 'in12']],
  [4, ['geminidb', 'in13']],
  [2, ['geminidb', 'in10']],
);
const STAGES = often([40, 'prod'], [25, 'test'], [20, 'dev'], [10, 'staging'], [5, 'Prod']);
const TEAMS = often([30, 'payments'], [25, 'orders'], [20, 'search'], [15, 'identity'], [10, '数据平台']);
const PROJECTS = often(
  [60, '0'],
  [25, '6f1a1a46-9ec3-4b5c-8e1f-2f2f6a3b9d11'],
  [15, 'b7d2c1f0-0d4e-4f6a-9a11-70c8f3f7c5aa'],
);
const ZONES = often([50, ['az1', 'az2', 'az3']], [30, ['az1']], [20, ['az2', 'az3']]);
const WINDOWS = ['02:00-06:00', '06:00-10:00', '18:00-22:00', '22:00-02:00'];
const PATCHES = ['3.208.0.4', '3.208.0.5', '3.208.0.6', '3.208.0.7'];

/** What people have written into names and tags, by mistake or not. */
const HOSTILE = [
  "=cmd|' /C calc'!A0",
  '<img src=x onerror=alert(1)>',
  '\u202Egpj.exe',
  'a\u0000b\u001b[31m',
  '"; DROP TABLE fleet; --',
  '数据库'.repeat(20),
  '__proto__',
  ' '.repeat(3),
  '$(reboot)',
  'line\nbreak|pipe,comma;semicolon',
];

/** Fills projects with instances and proxies as fleets of some years look: mixed versions, zones, owners, some of them broken, some hostile. */
export const makeFleet = (state: State, { seed, count, project_ids }: FleetOrder): void => {
  const ids = createIds(`fleet ${seed}`);
  for (let nth = 0; nth < count; nth += 1) {
    const draw = drawOf(seed, nth);
    const [service, suffix] = draw('service', SERVICES);
    const project_id = project_ids[nth % project_ids.length] ?? '';
    const id = `${ids.hex()}${suffix}`;
    state.addInstance({ id, service, project_id, ...shared(draw, nth), ...ofService(service, draw) });
    if (service === 'taurusdb')
      for (const proxy of proxiesOf(draw)) {
        state.addProxy({ ...proxy, id: `${ids.hex()}po01`, instance_id: id, project_id });
      }
  }
};

const shared = (draw: Draw, nth: number): Partial<Instance> => {
  const [stage, team] = [draw('stage', STAGES), draw('team', TEAMS)];
  const hostile = draw('hostile', often([99, false], [1, true]));
  return {
    name: hostile
      ? draw('hostile name', HOSTILE)
      : `${team}-${stage.toLowerCase()}-${String(nth).padStart(5, '0')}`,
    enterprise_project_id: draw('enterprise project', PROJECTS),
    zones: draw('zones', ZONES),
    maintenance_window: draw('window', WINDOWS),
    tags: [
      ...draw('tagged', often([90, [{ key: 'env', value: stage }]], [10, []])),
      ...draw('owned', often([80, [{ key: 'owner', value: team }]], [20, []])),
      ...draw('held', often([98, []], [2, [{ key: 'upkeep-hold-until', value: '2027-03-31' }]])),
      ...(hostile ? [{ key: 'note', value: draw('hostile tag', HOSTILE) }] : []),
    ],
  };
};

const ofService = (service: DatabaseService, draw: Draw): Partial<Instance> => {
  if (service === 'gaussdb') {
    const installed = draw('installed', [0, 1, 2, 3, 4]);
    return {
      status: draw('status', often([96, 'ACTIVE'], [2, 'BACKING UP'], [1, 'FROZEN'], [1, 'STORAGE FULL'])),
      hotfix_versions: PATCHES.slice(0, installed),
      hotfix_candidates: PATCHES.slice(installed),
      backup_sensitive: PATCHES.slice(3),
    };
  }
  if (service === 'taurusdb')
    return { status: draw('status', often([97, 'ACTIVE'], [2, 'MODIFYING'], [1, 'FAILED'])) };
  return {
    status: draw('status', often([97, 'normal'], [2, 'abnormal'], [1, 'data_disk_full'])),
    patch_available: draw('patch', [true, true, false]),
    actions: draw('actions', often([97, []], [3, ['BACKUP']])),
  };
};

const proxiesOf = (draw: Draw): Partial<ProxyInstance>[] =>
  Array.from({ length: draw('proxies', often([50, 0], [40, 1], [10, 2])) }, (_, nth) => ({
    version: draw(`proxy ${nth}`, ['2.22.07.000', '2.23.12.000', '2.24.03.000']),
  }));
