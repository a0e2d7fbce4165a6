import { everyPage } from '../../platform/every-page.ts';
import type { FleetItem, FleetKey, FleetTable } from '../../platform/fleet-ports.ts';
import type { Page } from '../../platform/page.ts';
import { ROLLOUT_HEAD, rolloutKey } from '../../terms/release.ts';
import { nodeCrypto } from '../../values/node-crypto.ts';
import { DAY } from '../../values/time/units.ts';
import { fleetKey, groupKey, LOG, ROLLOUT_SHARD, type RolloutHead } from '../rollout/rollout.ts';
import type { LeftOut } from '../rollout/target.ts';
import { leftOutKey, type RolloutTarget, targetKey, waveKeys } from '../rollout/target.ts';
import { FLEET_HEAD, type FleetHead, listedKey } from './fleet-head.ts';

/** For how long a rollout is kept, from when its plan was asked for. */
const KEPT = 400 * DAY;

/** A document as it was read, and the version that a write over it must find; 0 where nothing stood. */
export interface Standing<Doc> {
  readonly doc: Doc;
  readonly version: number;
}

/** Who has a group at work. */
export interface Lock {
  readonly rollout: string;
  readonly seq: number;
}

/** A line of a rollout's log: what happened or was said, and what came of it. */
export interface LogLine {
  readonly at: number;
  /** Under which it is written once. */
  readonly id: string;
  readonly by?: string;
  /** In whose name, as they say. */
  readonly said_by?: string;
  readonly sentence: string;
  /** Nothing was done. */
  readonly refused?: true;
}

/** What rollouts and their fleets keep in the fleet table. Every method throws `PlatformUnavailable`. */
export interface Store {
  head(rollout: string): Promise<Standing<RolloutHead> | undefined>;
  heads(rollouts: readonly string[]): Promise<RolloutHead[]>;
  /** Heads due by a time, as the index shows them a moment late, oldest first, with when each was due. */
  due(until: number, most: number): Promise<{ id: string; due_at: number }[]>;
  /** Writes over the version that was read, due again at a time or never; the new version, undefined where another was faster. */
  putHead(head: RolloutHead, due_at: number | undefined, version: number): Promise<number | undefined>;
  rows(rollout: string, sks: readonly string[]): Promise<Standing<RolloutTarget>[]>;
  /** Rows whose second keys begin so, from behind one on, whatever their state. */
  slice(
    rollout: string,
    begins: string,
    wanted: { readonly behind?: string | undefined; readonly most: number },
  ): Promise<{ rows: Standing<RolloutTarget>[]; last: boolean }>;
  putRow(head: RolloutHead, row: RolloutTarget, version: number): Promise<boolean>;
  /** Writes a plan's rows over whatever stands there. */
  putPlanned(
    head: RolloutHead,
    targets: readonly RolloutTarget[],
    left: { readonly from: number; readonly out: readonly LeftOut[] },
  ): Promise<void>;
  /** Every target that a plan lists, or those of one wave, or what it leaves out, a page at a time. */
  targets(rollout: string, wave?: number): AsyncGenerator<RolloutTarget[]>;
  leftOut(rollout: string): AsyncGenerator<LeftOut[]>;
  locks(groups: readonly string[]): Promise<Map<string, Standing<Lock>>>;
  putLock(group: string, lock: Lock, version: number): Promise<boolean>;
  /** Notes what happened, once. */
  log(head: RolloutHead, lines: readonly LogLine[]): Promise<void>;
  fleets(names: readonly string[]): Promise<Map<string, Standing<FleetHead>>>;
  putFleet(head: FleetHead, version: number): Promise<boolean>;
  /** Which of these an approved plan of the fleet has listed, as their second keys. */
  listed(fleet: string, keys: readonly string[]): Promise<Set<string>>;
  list(fleet: string, targets: readonly { operation?: string; target: string }[]): Promise<void>;
  /** Any other document of a rollout. */
  get<Doc>(key: FleetKey): Promise<Standing<Doc> | undefined>;
  put(key: FleetKey, doc: object, version: number, expires_at?: number): Promise<boolean>;
}

/** Opens it. */
export function openSteering(table: FleetTable): Store {
  const put = (item: FleetItem) => table.put(item, item.version === 1 ? 'nothing' : item.version - 1);
  async function* every<Doc>(pk: string, begins: string): AsyncGenerator<Doc[]> {
    for await (const items of everyPage((page) => table.list(pk, begins, page)))
      yield items.map(({ doc }) => JSON.parse(doc) as Doc);
  }
  return {
    head: async (rollout) => standing(await table.get(headKey(rollout))),
    async heads(rollouts) {
      const items = await table.getAll(rollouts.map(headKey));
      return items.map(({ doc }) => JSON.parse(doc) as RolloutHead);
    },
    async due(until, most) {
      const found: { id: string; due_at: number }[] = [];
      let page: Page | undefined;
      do {
        const { items, next }: { items: FleetItem[]; next?: Page } = await table.due(
          ROLLOUT_SHARD,
          until,
          page,
        );
        for (const { pk, due_at = until } of items)
          found.push({ id: pk.slice(rolloutKey('').length), due_at });
        page = next;
      } while (page && found.length < most);
      return found.slice(0, most);
    },
    async putHead(head, due_at, version) {
      const item = {
        ...itemOf(headKey(head.id), head, version),
        expires_at: expiryOf(head),
        ...(due_at !== undefined && { due_at, shard: ROLLOUT_SHARD }),
      };
      return (await put(item)) ? item.version : undefined;
    },
    async rows(rollout, sks) {
      const items = await table.getAll(sks.map((sk) => ({ pk: rolloutKey(rollout), sk })));
      return items.map((item) => standing<RolloutTarget>(item));
    },
    async slice(rollout, begins, wanted) {
      const { items, last } = await table.slice(rolloutKey(rollout), begins, wanted);
      return { rows: items.map((item) => standing<RolloutTarget>(item)), last };
    },
    putRow: (head, row, version) => put(rowItem(head, row, version)),
    putPlanned: (head, targets, { from, out }) =>
      table.putAll([
        ...targets.map((row) => rowItem(head, row, 0)),
        ...out.map((one, index) => ({
          ...itemOf({ pk: rolloutKey(head.id), sk: leftOutKey(from + index) }, one, 0),
          expires_at: expiryOf(head),
        })),
      ]),
    targets: (rollout, wave) =>
      every<RolloutTarget>(rolloutKey(rollout), wave === undefined ? 't#' : waveKeys(wave)),
    leftOut: (rollout) => every<LeftOut>(rolloutKey(rollout), 'x#'),
    async locks(groups) {
      const items = await table.getAll(groups.map(lockKey));
      return new Map(items.map((item) => [item.pk.slice(groupKey('').length), standing<Lock>(item)]));
    },
    putLock: (group, lock, version) => put(itemOf(lockKey(group), lock, version)),
    log: (head, lines) =>
      table.putAll(
        lines.map((line) => ({
          ...itemOf({ pk: rolloutKey(head.id), sk: logKey(line) }, line, 0),
          expires_at: expiryOf(head),
        })),
      ),
    async fleets(names) {
      const items = await table.getAll(names.map(fleetHeadKey));
      return new Map(items.map((item) => [item.pk.slice(fleetKey('').length), standing<FleetHead>(item)]));
    },
    putFleet: (head, version) => put(itemOf(fleetHeadKey(head.fleet), head, version)),
    async listed(fleet, keys) {
      const items = await table.getAll(keys.map((sk) => ({ pk: fleetKey(fleet), sk })));
      return new Set(items.map(({ sk }) => sk));
    },
    list: (fleet, targets) =>
      table.putAll(
        targets.flatMap(({ operation, target }) =>
          operation === undefined
            ? []
            : [itemOf({ pk: fleetKey(fleet), sk: listedKey(operation, target) }, {}, 0)],
        ),
      ),
    get: async (key) => standing(await table.get(key)),
    put: (key, doc, version, expires_at) =>
      put({ ...itemOf(key, doc, version), ...(expires_at !== undefined && { expires_at }) }),
  };
}

const headKey = (rollout: string): FleetKey => ({ pk: rolloutKey(rollout), sk: ROLLOUT_HEAD });
const fleetHeadKey = (fleet: string): FleetKey => ({ pk: fleetKey(fleet), sk: FLEET_HEAD });
const lockKey = (group: string): FleetKey => ({ pk: groupKey(group), sk: 'lock' });
const logKey = ({ at, id }: LogLine) => `${LOG}${String(at).padStart(13, '0')}#${id}`;

/** When what a rollout has written may go, epoch seconds. */
export const expiryOf = ({ asked }: Pick<RolloutHead, 'asked'>): number =>
  Math.ceil((asked.at + KEPT) / 1000);

/** An item over one of that version. */
const itemOf = (key: FleetKey, doc: object, version: number): FleetItem => ({
  pk: key.pk,
  sk: key.sk,
  version: version + 1,
  write_id: nodeCrypto().randomUUID(),
  doc: JSON.stringify(doc),
});

const rowItem = (head: RolloutHead, row: RolloutTarget, version: number): FleetItem => ({
  ...itemOf({ pk: rolloutKey(head.id), sk: targetKey(row) }, row, version),
  expires_at: expiryOf(head),
});

function standing<Doc>(item: FleetItem): Standing<Doc>;
function standing<Doc>(item: FleetItem | undefined): Standing<Doc> | undefined;
function standing<Doc>(item: FleetItem | undefined): Standing<Doc> | undefined {
  return item && { doc: JSON.parse(item.doc) as Doc, version: item.version };
}
