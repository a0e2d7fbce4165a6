import type { Host } from '../../shared/huawei/services/services.ts';
import { askInProcess } from '../../stand-in/cloud/in-process.ts';
import type { Clock } from './clock.ts';
import { CLOUD_FAULTS, type Edge, LATE_MS, OUTAGE_MS, SERVICE, STALE_MS } from './faults.ts';
import type { Arrival, Asked, Serve } from './http.ts';
import type { Plan } from './plan.ts';
import type { Surroundings } from './surroundings.ts';
import type { Watch } from './watch.ts';

/** A request to the outside, as a person reads it. */
export interface Passed {
  readonly nth: number;
  readonly at: number;
  readonly edge: Edge;
  readonly by: string;
  /** In words. */
  what(): string;
  readonly fault?: string;
}

/** What stands between the product and its surroundings, and does what the plan says. */
export interface Edges {
  readonly serve: Serve;
  readonly passed: readonly Passed[];
  /** When the last outage of our own platform's is over, epoch ms. */
  backAt(): number;
  /** Ends every outage; from now on nothing goes wrong. */
  heal(): void;
}

const OURS = ['ledger', 'queues', 'secrets'];
const AWS_MS = 4;
const CLOUD_MS = 20;

/** Edges for one run; `watch` hears of each submission that arrives at the cloud. */
export function startEdges(plan: Plan, clock: Clock, outside: Surroundings, watch: Watch): Edges {
  const passed: Passed[] = [];
  const away = new Map<string, number>();
  const faults = new Map(plan.faults.map(({ nth, fault }) => [nth, fault]));
  let count = 0;
  let healthy = false;
  const later = (ms: number, happen: () => void) => void clock.at(clock.now + ms, happen);

  const faultFor = (asked: Asked, edge: Edge): string | undefined => {
    if (healthy || isIdle(asked, outside)) return undefined;
    const nth = ++count;
    const fault = faults.get(nth);
    const { by } = asked;
    passed.push({
      nth,
      at: clock.now,
      edge,
      by: `${by.name} ${by.nth}`,
      what: () => wordsFor(asked),
      ...(fault && { fault }),
    });
    const lasts = OUTAGE_MS[fault ?? ''];
    if (lasts !== undefined) away.set(SERVICE[edge], clock.now + lasts);
    return fault;
  };

  const serve: Serve = (asked, arrive) => {
    const edge = edgeOf(asked);
    const fault = faultFor(asked, edge);
    const { by } = asked;
    const way = asked.headers['x-amz-target'] ? AWS_MS : CLOUD_MS;
    const take = () => effect(asked, edge, fault);
    if (fault === 'kill') return by.kill();
    if (!healthy && clock.now < (away.get(SERVICE[edge]) ?? 0)) return later(way, () => arrive('refused'));
    if (fault === 'refused' || fault === 'cut') return later(way, () => arrive(fault));
    // Who asked has hung up by then.
    if (fault === 'late') return later(LATE_MS[edge] ?? 0, () => void take());
    later(way, async () => {
      const arrival = await take();
      if (fault === 'died') by.kill();
      const lost = fault === 'lost' || fault === 'hidden';
      later(way, () => arrive(lost ? 'cut' : arrival));
    });
  };

  const effect = async (asked: Asked, edge: Edge, fault: string | undefined): Promise<Arrival> => {
    const target = asked.headers['x-amz-target'];
    if (target) return outside.aws(target, JSON.parse(asked.body), fault, fault === 'stale' ? STALE_MS : 0);
    const { world } = outside;
    const [request_id = ''] = asked.by.requests;
    if (edge === 'submission') watch.arrives(request_id, asked.path, asked.body);
    const planned = CLOUD_FAULTS[fault ?? ''];
    world.faults.decide = planned && (() => planned);
    const answered = askInProcess(world, serviceOf(asked), asked);
    world.faults.decide = undefined;
    watch.judged(request_id);
    return withPlainToken(await answered, world.state.tokens);
  };

  return {
    serve,
    passed,
    backAt: () => Math.max(0, ...OURS.map((service) => away.get(service) ?? 0)),
    heal: () => {
      healthy = true;
    },
  };
}

const serviceOf = ({ host }: Asked) => host.split('.')[0]?.split('-')[0] as Host;

/** A query for what is due that finds nothing: seven of eight do in every sweep, and nothing depends on them. */
const isIdle = (asked: Asked, { table }: Surroundings): boolean =>
  actionOf(asked) === 'Query' &&
  asked.body.includes('"due"') &&
  (table.ask('Query', JSON.parse(asked.body)) as { output: { Items: unknown[] } }).output.Items.length === 0;

const actionOf = ({ headers }: Asked) => headers['x-amz-target']?.split('.')[1] ?? '';

function edgeOf(asked: Asked): Edge {
  const action = actionOf(asked);
  if (action === '') {
    if (serviceOf(asked) === 'iam') return 'login';
    return asked.method === 'GET' ? 'cloud read' : 'submission';
  }
  if (action === 'GetItem' || action === 'Scan') return 'ledger read';
  if (action === 'Query') return 'ledger index';
  if (action === 'PutEvents') return 'bus put';
  if (action === 'GetSecretValue') return 'secret read';
  if (action === 'SendMessageBatch') return 'queue send';
  return action === 'DeleteMessage' ? 'queue delete' : 'ledger write';
}

function wordsFor(asked: Asked): string {
  const action = actionOf(asked);
  if (action === '') return `${asked.method} ${asked.host} ${asked.path}`;
  const { Key, Item, IndexName, QueueUrl, SecretId } = JSON.parse(asked.body);
  return `${action} ${Item?.pk?.S ?? Key?.pk?.S ?? IndexName ?? QueueUrl ?? SecretId ?? ''}`.trim();
}

/** Every run sees the same tokens: the product keeps each that it ever saw, to mask it. */
function withPlainToken<Answered extends { headers: Readonly<Record<string, string>> }>(
  answered: Answered,
  tokens: Map<string, unknown>,
): Answered {
  const drawn = answered.headers['x-subject-token'];
  if (drawn === undefined) return answered;
  const plain = `token-number-${tokens.size}-of-the-stand-in`;
  tokens.set(plain, tokens.get(drawn));
  tokens.delete(drawn);
  return { ...answered, headers: { ...answered.headers, 'x-subject-token': plain } };
}
