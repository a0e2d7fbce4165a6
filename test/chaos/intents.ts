import type { DatabaseService } from '../../stand-in/cloud/resources.ts';
import { seededState } from '../../stand-in/cloud/seed.ts';
import { type Case, cases, operationOf } from '../world/cases.ts';
import { type Dice, dice } from './dice.ts';

/** The ways an intent comes in. */
export type Way = 'queue' | 'timer' | 'webhook';

/** One intent to send, `copies` times, and everything that is to be known of it to judge what became of it. */
export interface Planned {
  readonly request_id: string;
  readonly operation: string;
  readonly way: Way;
  readonly shape: 'plain' | 'fan' | 'shared' | 'conflict' | 'poison' | 'expires' | 'early' | 'soon';
  readonly project_id: string;
  /** The text of the message or body; one that is wanted *soon* gets its `not_before` when it is sent. */
  readonly body: string;
  /** How long after its trigger, in seconds, it may first and last be sent. */
  readonly notBefore?: number;
  readonly notAfter?: number;
  readonly targets: readonly string[];
  /** Instances, and the proxy of one, that have to exist in the cloud. */
  readonly instances: readonly {
    id: string;
    service: DatabaseService;
    proxy?: string;
    hotfix_versions: readonly string[];
  }[];
  /** The body of another intent under the same id, for other targets: whichever comes second is refused. */
  readonly rival?: { readonly body: string; readonly targets: readonly string[] };
  readonly copies: number;
  /** Whether the copies come at once; else one of them later, between other intents. */
  readonly together: boolean;
}

interface Kind {
  readonly service: DatabaseService;
  readonly suffixes: readonly string[];
  /** It works on the proxy of an instance. */
  readonly proxied: boolean;
  /** The hot patches that its instances have. */
  readonly installed: readonly string[];
  /** What meets at shared instances: works of one service on instances that are alike. */
  readonly pool: string;
  readonly most: number;
  fields(ids: readonly string[], proxies: readonly string[], start: string): Record<string, unknown>;
}

const SUFFIXES: Readonly<Record<DatabaseService, readonly string[]>> = {
  gaussdb: ['in14'],
  taurusdb: ['in07'],
  geminidb: ['in06', 'in12', 'in13'],
};

const SEED = seededState();

/** The operation's own case, for other instances and another time. */
function kindOf({ operation, service, intent, targets: [first = ''] }: Case): Kind {
  const installed = SEED.instances.get(first)?.hotfix_versions ?? [];
  const { project_id: _, ...fields } = intent;
  const own = (more: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(more).filter(([name]) => name in fields));
  return {
    service,
    suffixes: SUFFIXES[service],
    proxied: 'proxy_id' in fields,
    installed,
    pool: [service, ...installed].join(),
    most: operationOf({ operation }).narrow ? 4 : 1,
    fields: (instance_ids, [proxy_id], start_time) => ({
      ...fields,
      ...own({ instance_ids, instance_id: instance_ids[0], proxy_id, start_time }),
      // No line may show its signature.
      ...own({ url: `${fields.url}?AccessKeyId=A&Signature=S` }),
    }),
  };
}

const KINDS = new Map(cases.map((one) => [one.operation, kindOf(one)]));

/** The operations that are sent to. */
export const OPERATIONS: readonly string[] = [...KINDS.keys()];

const SHAPES: readonly (readonly [share: number, shape: Planned['shape']])[] = [
  [86, 'plain'],
  [5, 'shared'],
  [2, 'poison'],
  [1, 'fan'],
  [0.7, 'conflict'],
  [1.3, 'expires'],
  [2, 'early'],
  [2, 'soon'],
];

/** The intent with this number out of `count`; of seed, number, count and pace alone. */
export function planned(seed: number, index: number, count: number, pace: number): Planned {
  const roll = dice(seed, index, 'intent');
  const operation = roll.pick(OPERATIONS);
  const kind = KINDS.get(operation);
  if (!kind) throw new Error(`no operation ${operation}`);
  const [, drawn] = roll.draw(SHAPES);
  const shape = drawn === 'fan' && kind.most === 1 ? 'plain' : drawn;
  const drawnWay =
    shape === 'conflict' ? 'queue' : roll.pick<Way>(['queue', 'queue', 'queue', 'timer', 'webhook']);
  const way = operationOf({ operation }).neverBy?.includes(drawnWay) ? 'queue' : drawnWay;
  const marks = `${shape === 'fan' || shape === 'shared' ? `-${shape}` : ''}${way === 'webhook' ? '-hook' : ''}`;
  const request_id = `chaos-${seed}-${String(index).padStart(6, '0')}${marks}`;
  // Few works a project: the functions read its lists to the end.
  const projects = Math.max(5, Math.ceil(count / 200));
  const number = shape === 'shared' ? 0 : roll.between(0, projects - 1);
  // Two operations of one service meet at shared instances.
  const project_id = dice(seed, shape === 'shared' ? kind.pool : operation, number, 'project').hex(32);
  const suffix = roll.pick(kind.suffixes);
  const ids = shape === 'shared' ? sharedIds(seed, index, kind) : freshIds(roll, shape, kind, suffix);
  const proxies = ids.map((id) => (kind.proxied ? `${id.slice(0, 28)}bbbbpo01` : ''));
  const notBefore = shape === 'early' ? roll.between(1, 3) : 0;
  const notAfter = shape === 'expires' ? roll.between(1, 2) : 0;
  const more = {
    project_id,
    ...(way !== 'webhook' && { request_id }),
    ...(notAfter && { not_after: `PT${notAfter}S` }),
    ...(notBefore && { not_before: `PT${notBefore}S` }),
  };
  const start = `PT${roll.between(9, 13) * pace}S`;
  const intent = { ...kind.fields(ids, proxies, start), ...more };
  const targetsOf = (some: readonly string[]) => (kind.proxied ? proxies.slice(0, some.length) : some);
  const rivals = shape === 'conflict' ? freshIds(roll, shape, kind, suffix) : [];
  const rivalProxies = rivals.map((id) => `${id.slice(0, 28)}bbbbpo01`);
  const copies = shape === 'poison' || shape === 'conflict' ? 1 : roll.chance(0.85) ? 1 : roll.between(2, 3);
  return {
    request_id,
    operation,
    way: shape === 'poison' && way === 'timer' ? 'queue' : way,
    shape,
    project_id,
    ...(notBefore && { notBefore }),
    ...(notAfter && { notAfter }),
    body: shape === 'poison' ? poisoned(roll, intent, way) : JSON.stringify(intent),
    targets: shape === 'poison' ? [] : targetsOf(ids),
    instances: [...ids, ...rivals].map((id, at) => ({
      id,
      service: kind.service,
      hotfix_versions: kind.installed,
      ...(kind.proxied && { proxy: [...proxies, ...rivalProxies][at] ?? '' }),
    })),
    ...(shape === 'conflict' && {
      rival: {
        body: JSON.stringify({ ...intent, ...kind.fields(rivals, rivalProxies, start) }),
        targets: kind.proxied ? rivalProxies : rivals,
      },
    }),
    copies,
    together: roll.chance(0.5),
  };
}

function freshIds(roll: Dice, shape: Planned['shape'], { most }: Kind, suffix: string): string[] {
  const count = shape === 'fan' ? roll.pick([35, 35, 35, 62]) : roll.between(1, most);
  return Array.from({ length: count }, () => `${roll.hex(32)}${suffix}`);
}

/** One of few instances, so that about three requests of a hundred in a row want the same. */
function sharedIds(seed: number, index: number, { pool, suffixes }: Kind): string[] {
  const roll = dice(seed, pool, Math.floor(index / 100), 'shared');
  return [`${roll.hex(32)}${suffixes[0]}`];
}

function poisoned(roll: Dice, intent: Record<string, unknown>, way: Way): string {
  const many = Array.from({ length: 101 }, () => `${roll.hex(32)}in13`);
  const broken = [
    JSON.stringify({ ...intent, instance_ids: many, instance_id: many }),
    JSON.stringify({ ...intent, surprise: true }),
    JSON.stringify([intent]),
  ];
  return way === 'queue' ? roll.pick([...broken, '{"instance_ids": [', 'hello']) : roll.pick(broken);
}
