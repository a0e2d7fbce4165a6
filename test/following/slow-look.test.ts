import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { hotfix, patch } from '../world/cases.ts';
import { at, MINUTE } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { accept, followedBy } from './followed.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true, environment: { PREFLIGHT: 'on' } });
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.reset();
});

test('what a look showed before the deadline ends no job, however late it is written', async () => {
  const { service, cloud } = world;
  const [first = '', second = ''] = patch.targets;
  cloud.endings
    .add({ how: 'completed', target: first, afterMs: 60 * MINUTE })
    .add({ how: 'completed', target: second, afterMs: 65 * MINUTE });
  const asked = { ...patch.intent, request_id: 'r' };
  expect((await service.fire('queue', patch.operation, asked)).lines).toMatchObject([{ status: 'accepted' }]);
  at(59);
  // The read of the second job takes until the first is over, and past the deadline of 60 minutes.
  const last = cloud.accepted.find(({ target }) => target === second)?.job_id ?? '';
  cloud.faults.decide = ({ call, targets }) => {
    if (call === 'listJobs' && targets.includes(last)) at(61);
    return undefined;
  };
  expect((await service.follow()).lines).toEqual([]);
  expect((await world.entry('r'))?.jobs).toMatchObject([{ seen: { word: 'Running' } }, { looks: 1 }]);
  cloud.faults.clear();
  at(70);
  expect((await service.follow()).lines).toMatchObject([{ end: 'succeeded' }, { end: 'succeeded' }]);
});

test('a list that was read for one job ends no other at a later time', async () => {
  const { service, cloud } = world;
  const { starts, within } = followedBy(hotfix);
  const [first = '', second = ''] = hotfix.targets;
  cloud.endings
    .add({ how: 'completed', target: first, afterMs: 60 * MINUTE })
    .add({ how: 'completed', target: second, afterMs: (within + 0.5) * MINUTE });
  await accept(world, hotfix);
  at(starts + within - 1);
  // By the time the first one's proof is read, the second is past its deadline, and over.
  cloud.faults.decide = ({ call }) => {
    if (call === 'listDatabaseInstances') at(starts + within + 1);
    return undefined;
  };
  expect((await service.follow()).lines).toMatchObject([{ target: first, end: 'succeeded' }]);
  cloud.faults.clear();
  at(starts + within + 10);
  expect((await service.follow()).lines).toMatchObject([{ target: second, end: 'succeeded' }]);
});
