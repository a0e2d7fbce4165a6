import { expect, test } from '@jest/globals';
import { beginAlarm } from '../../stand-in/cloud/ces/alarm-histories.ts';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { examineStage } from './examined.ts';

const REPLY = 'ces GET /v2/{project_id}/alarm-histories';

const instanceIn = ({ state }: Cloud): string =>
  [...state.instances.values()].find(
    ({ project_id, service }) => project_id === LIVED_IN && service === 'geminidb',
  )?.id ?? '';

test('where a gate counts alarms, Cloud Eye is read and held against its documents', async () => {
  const { named } = await examineStage({
    gates: 1,
    prepare: ({ cloud }) => beginAlarm(cloud.state, instanceIn(cloud), { name: 'cpu', at: Date.now() }),
  });
  expect(named('host of ces').level).toBe('ok');
  expect(named('alarms of gates')).toMatchObject({
    level: 'ok',
    says: expect.stringMatching(/^alarms that fire: .*\b1 at GeminiDB/),
  });
  expect(named(REPLY)).toMatchObject({ level: 'ok', says: expect.stringMatching(/^4 answers/) });
  expect(named('alarms-name-instances')).toMatchObject({ level: 'ok' });
});

test('an alarm that names no instance, and a login that may not read them, are found', async () => {
  const nodeless = await examineStage({
    gates: 1,
    prepare: ({ cloud }) => {
      const record = beginAlarm(cloud.state, instanceIn(cloud), { name: 'cpu', at: Date.now() });
      Object.assign(cloud.state.alarms.get(record) ?? {}, {
        dimensions: [{ name: 'influxdb_node_id', value: 'n' }],
      });
    },
  });
  expect(nodeless.named('alarms-name-instances').level).toBe('broken');
  const refused = await examineStage({
    gates: 1,
    prepare: ({ cloud }) => {
      cloud.faults.decide = ({ service }) =>
        service === 'ces' ? { kind: 'wrong-shape', status: 403, body: { error_msg: 'no right' } } : undefined;
    },
  });
  expect(refused.named('alarms of gates')).toMatchObject({
    level: 'broken',
    details: [`/v2/${LIVED_IN}/alarm-histories answered HTTP 403 no right`],
    todo: expect.stringContaining('ces:alarmHistory:list'),
  });
});
