import type { World } from './answer.ts';
import { beginAlarm } from './ces/alarm-histories.ts';
import type { Clock } from './clock.ts';
import { endingRule } from './ending.ts';
import type { FaultRule } from './faults.ts';
import { type FleetOrder, makeFleet } from './made-fleet.ts';
import { readsOf } from './reads.ts';
import type { Reply } from './reply.ts';
import type { State } from './state.ts';

const SETTINGS = [
  'tokenLifetimeMs',
  'visibilityDelayMs',
  'jobDurationMs',
  'taskIdPerInstance',
  'autoCreate',
  'immediateJobsOffset',
  'tokenProject',
  'tokenLength',
  'unpublished',
  'taskContent',
  'totalCount',
];

/**
 * The hands of a person or another process on the cloud, under `/_control/` of the IAM endpoint: GET `record`,
 * `reads`; POST `faults`, `endings`, `clock`, `settings`, `instances`, `proxies`, `fleet`, `change`, `alarms`, `reset`, each taking and
 * answering JSON.
 */
export const control = (
  route: string,
  text: string,
  { world, clock, reset }: { world: World; clock: Clock; reset: () => void },
): Reply => {
  try {
    const body: Record<string, unknown> = text === '' ? {} : JSON.parse(text);
    switch (route) {
      case 'GET /_control/record':
        return ok({ now: clock.now(), received: world.received, accepted: world.accepted });
      case 'GET /_control/reads':
        return ok(readsOf(world.received));
      case 'POST /_control/faults':
        if (typeof body.call !== 'string' || !body.fault) throw new Error('call and fault are required');
        world.faults.add(body as unknown as FaultRule);
        return ok({});
      case 'POST /_control/endings':
        world.endings.add(endingRule(body));
        return ok({});
      case 'POST /_control/clock':
        if (typeof body.advance === 'number') clock.advance(body.advance);
        if (typeof body.set === 'number') clock.set(body.set);
        if (body.speed !== undefined) clock.run(Number(body.speed));
        return ok({ now: clock.now() });
      case 'POST /_control/settings':
        return ok(change(world.state, body));
      case 'POST /_control/instances':
        return ok(world.state.addInstance(body as unknown as Parameters<State['addInstance']>[0]));
      case 'POST /_control/proxies':
        return ok(world.state.addProxy(body as unknown as Parameters<State['addProxy']>[0]));
      case 'POST /_control/fleet':
        makeFleet(world.state, body as unknown as FleetOrder);
        return ok({ instances: world.state.instances.size, proxies: world.state.proxies.size });
      case 'POST /_control/change': {
        const { id, ...fields } = body;
        return ok(world.state.change(String(id), fields));
      }
      case 'POST /_control/alarms': {
        const { id, name = 'cpu', level = 2 } = body;
        const order = { name: String(name), level: Number(level), at: clock.now() };
        return ok({ record_id: beginAlarm(world.state, String(id), order) });
      }
      case 'POST /_control/reset':
        reset();
        return ok({});
      default:
        return { status: 404, body: { error: `no such control: ${route}` } };
    }
  } catch (error) {
    return { status: 400, body: { error: String(error) } };
  }
};

const ok = (body: unknown): Reply => ({ status: 200, body });

const change = (state: State, wanted: Record<string, unknown>) => {
  const unknown = Object.keys(wanted).filter((name) => !SETTINGS.includes(name));
  if (unknown.length > 0) throw new Error(`unknown setting: ${unknown.join(', ')}`);
  Object.assign(state, wanted);
  return Object.fromEntries(Object.entries(state).filter(([name]) => SETTINGS.includes(name)));
};
