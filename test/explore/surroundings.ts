import type { World } from '../../stand-in/cloud/answer.ts';
import { seededState } from '../../stand-in/cloud/seed.ts';
import { openWorld } from '../../stand-in/cloud/world.ts';
import type { Arrival } from './http.ts';
import { type MemoryQueues, startQueues } from './queues.ts';
import type { Scenario } from './scenarios.ts';
import { type MemoryTable, startTable } from './table.ts';

/** Everything the product asks: AWS in memory, and the stand-in cloud. */
export interface Surroundings {
  readonly table: MemoryTable;
  readonly queues: MemoryQueues;
  /** The keys of the events that the bus took. */
  readonly events: Record<string, unknown>[];
  readonly world: World;
  aws(target: string, input: object, fault: string | undefined, staleMs: number): Arrival;
}

/** How long the cloud works on something: short, so that it is looked at a few times only. */
const JOB_MS = 90_000;

const LOGIN = {
  HW_DOMAIN_NAME: 'acme',
  HW_USER_NAME: 'upkeep',
  HW_USER_PASSWORD: 'correct horse battery staple',
};

/** Empty surroundings but for the seeded cloud, all of whose instances are healthy; times in epoch ms. */
export function startSurroundings(
  { operation: { service }, example: { project_id }, targets }: Scenario,
  now: () => number,
  cloudNow: () => number,
): Surroundings {
  const table = startTable(now);
  const queues = startQueues(now);
  const events: Record<string, unknown>[] = [];
  const { world } = openWorld(cloudNow);
  world.state.jobDurationMs = JOB_MS;
  renew(world);
  for (const id of targets) {
    const known = world.state.instances.get(id) ?? world.state.proxies.get(id);
    if (!known) world.state.addInstance({ id, service, project_id });
  }
  const answer = (status: number, body: object): Arrival => ({
    status,
    headers: { date: new Date(now()).toUTCString() },
    text: JSON.stringify(body),
  });
  const refuse = (name: string, status = 400) => answer(status, { __type: name, message: name });
  return {
    table,
    queues,
    events,
    world,
    aws(target, input, fault, staleMs) {
      const [, action = ''] = target.split('.');
      if (fault === 'throttle') return refuse('ThrottlingException');
      if (target.startsWith('DynamoDB')) {
        const asked = table.ask(action, input, staleMs);
        return 'error' in asked ? refuse(asked.error) : answer(200, asked.output);
      }
      if (target.startsWith('AmazonSQS')) return answer(200, ofQueues(action, input, fault));
      if (action === 'PutEvents') return answer(200, ofBus(input, fault));
      const { VersionStage } = input as { VersionStage?: string };
      if (VersionStage === 'AWSPREVIOUS') return refuse('ResourceNotFoundException');
      return answer(200, { SecretString: JSON.stringify(LOGIN), VersionId: 'version-1' });
    },
  };

  /** Of a batch that is taken in *part*, the last stays behind. */
  function ofQueues(action: string, input: object, fault: string | undefined): object {
    const { Entries = [] } = input as { Entries?: readonly { Id: string }[] };
    const left = fault === 'part' ? Entries.slice(-1) : [];
    const taken = queues.ask(action, { ...input, Entries: Entries.slice(0, Entries.length - left.length) });
    const Failed = left.map(({ Id }) => ({ Id, Code: 'InternalError', SenderFault: false }));
    return Failed.length > 0 ? { ...taken, Failed } : taken;
  }

  function ofBus(input: object, fault: string | undefined): object {
    const { Entries } = input as { Entries: readonly { Detail: string }[] };
    const left = fault === 'part' ? 1 : 0;
    const taken = Entries.slice(0, Entries.length - left);
    events.push(...taken.map(({ Detail }) => JSON.parse(Detail) as Record<string, unknown>));
    return {
      FailedEntryCount: left,
      Entries: Entries.map((_, index) =>
        index < taken.length ? { EventId: `event-${index}` } : { ErrorCode: 'InternalFailure' },
      ),
    };
  }
}

const SEED = seededState();

/** Makes every instance and proxy as good as new: healthy, with everything still to be patched. */
function renew({ state }: World): void {
  for (const { id, service, project_id } of [...state.instances.values()]) {
    state.addInstance({
      id,
      service,
      project_id,
      hotfix_versions: SEED.instances.get(id)?.hotfix_versions ?? [],
    });
  }
  for (const { id, instance_id, project_id } of [...state.proxies.values()]) {
    state.addProxy({ id, instance_id, project_id });
  }
}
