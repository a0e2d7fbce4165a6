import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { hotfix } from '../../world/cases.ts';
import { FLEET, LEAD, type SteeringWorld, startSteering } from './steering-world.ts';

const HOTFIX = hotfix.operation;
const PLACE = { region: 'ap-southeast-1', project: String(hotfix.intent.project_id) };
const ALWAYS: Calendar = {
  windows: { always: { days: 'every', from: '00:00', for: 'PT24H', time_zone: 'UTC' } },
  freezes: {},
  never_together: [],
};

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
beforeEach(async () => {
  const fleet = {
    ...FLEET,
    select: { places: [PLACE], names: ['*'] },
    take: { [HOTFIX]: { versions: 'latest', min_age: 'PT0S', never: [] } },
    windows: ['always'],
  } as const;
  await steering.reset({ monthly: fleet }, ALWAYS);
  steering.world.set({
    POLICY: JSON.stringify({
      fleets: { from: ['fleet:monthly'], operations: [HOTFIX], projects: ['*'] },
      leads: { from: [`queue:${LEAD}:*`], plan: ['*/*'], approve: ['*/*'], steer: ['*/*'] },
    }),
  });
});
afterAll(() => steering.close());

const minute = async () => {
  await steering.steer();
  await steering.around();
  await steering.world.service.deliver(HOTFIX);
  await steering.world.service.follow();
  steering.pass(1);
};
/** A rollout that has had the cloud schedule a hotfix, 30 minutes ahead. */
async function scheduled() {
  await steering.around();
  const { id } = await steering.approved();
  for (let tries = 0; tries < 4; tries += 1) await minute();
  const row = (await steering.rows(id)).find(({ state }) => state === 'sent');
  expect(steering.world.submissions()).toHaveLength(1);
  return { id, seq: row?.seq ?? -1, target: row?.target ?? '' };
}
async function abort(id: string) {
  const { decision } = await steering.head(id);
  const line = await steering.decide({ verb: 'abort', rollout: id, decision, reason: 'wrong version' });
  expect(line).toMatchObject({ status: 'done' });
}
const canceled = () => steering.world.cloud.received.filter(({ call }) => call === 'cancelScheduleTask');
const taskOf = (target: string) =>
  [...steering.world.cloud.state.tasks.values()].find(({ instance_id }) => instance_id === target);
const rowOf = async (id: string, seq: number) => (await steering.rows(id)).find((row) => row.seq === seq);

test('an abort has the cloud cancel what it begins later, and is over once the list of the cloud shows it', async () => {
  const { id, seq, target } = await scheduled();
  await abort(id);
  for (let minutes = 0; minutes < 5; minutes += 1) await minute();
  expect(canceled()).toHaveLength(1);
  const entry = await steering.world.entry(`fleet/${id}/${seq}/1`);
  expect(entry).toMatchObject({
    canceled: { by: 'fleet:monthly' },
    jobs: [{ target, end: { end: 'canceled' } }],
  });
  expect(entry?.history).toContainEqual(
    expect.objectContaining({
      what: 'canceled',
      said: expect.stringContaining('by fleet:monthly, in the cloud, task'),
    }),
  );
  expect(await rowOf(id, seq)).toMatchObject({ state: 'left', left: 'lapsed', code: 'canceled' });
  expect(await steering.head(id)).toMatchObject({ state: 'closed', in_flight: [] });
  expect(steering.world.submissions()).toHaveLength(1);
});

test('a cancel that is lost on its way is sent again, until the list shows it', async () => {
  const { id, seq } = await scheduled();
  steering.world.cloud.faults.add({ call: 'cancelScheduleTask', fault: { kind: 'cut-before' } });
  await abort(id);
  await minute();
  expect(await rowOf(id, seq)).toMatchObject({ state: 'sent' });
  for (let minutes = 0; minutes < 4; minutes += 1) await minute();
  expect(canceled()).toHaveLength(2);
  expect(await rowOf(id, seq)).toMatchObject({ state: 'left', code: 'canceled' });
});

test('nothing is sent while the list cannot be read', async () => {
  const { id } = await scheduled();
  steering.world.cloud.faults.decide = ({ call }) =>
    call === 'listScheduleTask' ? { kind: 'status', status: 503 } : undefined;
  await abort(id);
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(canceled()).toEqual([]);
  steering.world.cloud.faults.clear();
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(canceled()).toHaveLength(1);
});

test('what has begun stays, and is followed to its end', async () => {
  const { id, seq } = await scheduled();
  steering.pass(31);
  await abort(id);
  for (let minutes = 0; minutes < 5; minutes += 1) await minute();
  expect(canceled()).toEqual([]);
  steering.pass(120);
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(await rowOf(id, seq)).toMatchObject({ state: 'ended', result: 'succeeded' });
  expect(await steering.head(id)).toMatchObject({ state: 'closed' });
});

test('a task that another instance shares stays', async () => {
  const { id, target } = await scheduled();
  const { tasks } = steering.world.cloud.state;
  const task = taskOf(target);
  if (!task) throw new Error('no task');
  const other = [...steering.world.cloud.state.instances.values()].find(
    (one) => one.service === 'gaussdb' && one.id !== target,
  );
  tasks.set('shared', { ...task, instance_id: String(other?.id) });
  await abort(id);
  for (let minutes = 0; minutes < 2; minutes += 1) await minute();
  expect(canceled()).toEqual([]);
});

test('what runs in a rollout that is stopped, and not aborted, is recalled by nobody', async () => {
  const { id } = await scheduled();
  await steering.decide({ verb: 'stop', rollout: id, reason: 'look first' });
  for (let minutes = 0; minutes < 3; minutes += 1) await minute();
  expect(canceled()).toEqual([]);
});
