import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { type AlarmAsk, type Ask, alarmsKey, askKey, asksKey } from '../../../shared/fleet/steering/ask.ts';
import { alarmReader } from '../../../shared/fleet/survey/answer-alarms.ts';
import { openCredentials } from '../../../shared/huawei/open-credentials.ts';
import { loadSettings } from '../../../shared/settings/settings.ts';
import { HOUR } from '../../../shared/values/time/units.ts';
import { beginAlarm } from '../../../stand-in/cloud/ces/alarm-histories.ts';
import { type SteeringWorld, startSteering } from '../steering/steering-world.ts';
import { PROJECT } from './survey-world.ts';

const PLACE = { region: 'ap-southeast-1', project: PROJECT };

let steering: SteeringWorld;
beforeAll(async () => {
  steering = await startSteering();
  await steering.reset();
});
afterAll(() => steering.close());

async function ask(instance: string, more: Partial<Ask> = {}): Promise<() => Promise<Ask | undefined>> {
  const doc: Ask = {
    ...PLACE,
    service: 'geminidb',
    instance,
    rollout: 'monthly-1',
    after: Date.now() - HOUR,
    until: Date.now() + HOUR,
    ...more,
  };
  const key = { pk: asksKey(PLACE), sk: askKey(doc) };
  await steering.store().put(key, doc, 0);
  return async () => (await steering.store().get<Ask>(key))?.doc;
}

test('questions that have their answer take nobody’s turn, however many stand there, and old ones go', async () => {
  const rest = { at: Date.now(), at_rest: true, words: 'at rest' };
  const idOf = (number: number) => `${String(number).padStart(32, '0')}in06`;
  for (let number = 0; number < 450; number += 1) await ask(idOf(number), { answer: rest });
  const old = await ask(idOf(500), { until: Date.now() - 1 });
  steering.add(idOf(600));
  const asked = await ask(idOf(600));
  await steering.around();
  expect(await asked()).toMatchObject({ answer: { at_rest: true, words: 'at rest' } });
  expect(await old()).toBeUndefined();
});

test('alarms are read once for all who ask, and while they cannot be read Cloud Eye is left alone for five minutes', async () => {
  const { cloud } = steering.world;
  const keyOf = (rollout: string) => {
    const about = { ...PLACE, service: 'geminidb', rollout, wave: 0, before: true } as const;
    return { about, key: { pk: asksKey(PLACE), sk: alarmsKey(about) } };
  };
  const answers = () =>
    Promise.all(
      ['monthly-1', 'monthly-2'].map(async (rollout) => {
        const { answer } = (await steering.store().get<AlarmAsk>(keyOf(rollout).key))?.doc ?? {};
        return answer?.firing ?? answer?.words;
      }),
    );
  const reads = () => cloud.received.filter(({ service }) => service === 'ces').length;
  for (const rollout of ['monthly-1', 'monthly-2']) {
    const { about, key } = keyOf(rollout);
    const at = { after: Date.now() - HOUR, asked_at: Date.now(), until: Date.now() + HOUR };
    await steering.store().put(key, { ...about, ...at }, 0);
  }
  cloud.faults.decide = ({ service }) => (service === 'ces' ? { kind: 'unauthorized' } : undefined);
  await steering.around();
  expect(await answers()).toEqual([expect.stringContaining('401'), expect.stringContaining('401')]);
  const failed = reads();
  steering.pass(4);
  await steering.around();
  expect(reads()).toBe(failed);
  cloud.faults.decide = () => undefined;
  steering.pass(1);
  await steering.around();
  expect(await answers()).toEqual([[], []]);
  expect(reads()).toBe(failed + 1);
});

test('what Cloud Eye says of a login keeps no database from being asked by it, and more than an item holds is not known', async () => {
  steering.world.cloud.faults.decide = ({ service }) =>
    service === 'ces' ? { kind: 'unauthorized' } : undefined;
  const settings = loadSettings();
  const login = await openCredentials(settings, { region: PLACE.region, project_id: PLACE.project });
  const tell = jest.spyOn(login, 'tell');
  const read = alarmReader(PLACE, login, settings, () => 60_000);
  expect((await read('geminidb')).words).toContain('401');
  expect(tell).not.toHaveBeenCalled();
  const { cloud } = steering.world;
  cloud.faults.decide = () => undefined;
  const id = `${'7'.repeat(32)}in06`;
  steering.add(id);
  for (let count = 0; count < 501; count += 1) beginAlarm(cloud.state, id, { name: 'cpu', at: 0 });
  expect((await read('geminidb')).words).toBe('more than 500 alarms fire in the project');
});
