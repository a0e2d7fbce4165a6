import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Fleet } from '../../../shared/fleet/fleet.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { FLEET, type SteeringWorld, startSteering } from './steering-world.ts';

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
});
afterAll(() => steering.close());

const PATCH = 'patch-databases';
const BACKUP = 'back-up-geminidb';
const ID = `${'0'.repeat(31)}1in12`;
const fleet: Fleet = {
  ...FLEET,
  take: { [PATCH]: { versions: 'latest', min_age: 'PT0S', never: [], backup: 'before' } },
};

const minutes = async (count: number, id: string, until: (row?: RolloutTarget) => boolean = () => false) => {
  for (let minute = 0; minute < count; minute += 1) {
    await steering.steer();
    await steering.around();
    await steering.world.service.deliver(BACKUP);
    await steering.world.service.follow();
    steering.pass(5);
    if (until((await steering.rows(id))[0])) return;
  }
};

test('a GeminiDB instance is backed up in one window and patched in the next, by messages that the ledger proves', async () => {
  await steering.reset({ monthly: fleet });
  steering.add(ID);
  const { id, hash } = await steering.approved();
  expect(await steering.rows(id)).toMatchObject([{ backup: { operation: BACKUP, apart: true } }]);
  await minutes(60, id, (row) => row?.backups !== undefined);
  const [made] = await steering.rows(id);
  expect(made).toMatchObject({ state: 'waiting', attempt: 1, backups: [{ proven: true, attempt: 1 }] });
  expect(await steering.head(id)).toMatchObject({
    hash,
    state: 'running',
    in_flight: [{ attempt: 2, groups: [ID] }],
  });
  const [backup] = made?.backups ?? [];
  expect(await steering.world.entry(`fleet/${id}/0/1/backup`)).toMatchObject({
    operation: BACKUP,
    trigger: 'fleet',
    fields: { instance_id: ID, name: backup?.name },
  });
  await minutes(2, id);
  expect((await steering.rows(id))[0]).toMatchObject({ state: 'waiting', attempt: 1 });
  steering.pass(24 * 60 - steering.elapsed());
  await minutes(60, id, (row) => row?.state === 'ended');
  expect(await steering.rows(id)).toMatchObject([{ state: 'ended', result: 'succeeded', attempt: 2 }]);
  await minutes(2, id);
  expect(await steering.head(id)).toMatchObject({ state: 'done', waves: [{ backups: 1 }] });
  const posts = steering.world.cloud.received
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path);
  expect(posts.filter((path) => path.endsWith('/backups'))).toHaveLength(1);
}, 300_000);
