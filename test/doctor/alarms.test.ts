import { expect, test } from '@jest/globals';
import { placesOfAlarms } from '../../shared/fleet/places.ts';
import { beginAlarm } from '../../stand-in/cloud/ces/alarm-histories.ts';
import type { Cloud } from '../../stand-in/cloud/cloud.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import { examineStage } from './examined.ts';

const REPLY = 'ces GET /v2/{project_id}/alarm-histories';

const HOME = { region: 'ap-southeast-1', project: LIVED_IN };
const AWAY = { region: 'ap-southeast-1', project: 'e'.repeat(32) };
const NOWHERE = { region: 'ap-southeast-1', project: 'f'.repeat(32) };

const LAST = { region: 'ap-southeast-1', project: 'd'.repeat(32) };
/** Namespaces of Cloud Eye in a place. */
const READS = 4;

const instanceIn = ({ state }: Cloud): string =>
  [...state.instances.values()].find(
    ({ project_id, service }) => project_id === LIVED_IN && service === 'geminidb',
  )?.id ?? '';

test('where a gate counts alarms, Cloud Eye is read and held against its documents', async () => {
  const { named } = await examineStage({
    gates: [HOME],
    prepare: ({ cloud }) => beginAlarm(cloud.state, instanceIn(cloud), { name: 'cpu', at: Date.now() }),
  });
  expect(named('host of ces').level).toBe('ok');
  expect(named('alarms of gates')).toMatchObject({
    level: 'ok',
    says: 'can be read in 1 place',
    details: [
      expect.stringMatching(
        new RegExp(`^ap-southeast-1, project ${LIVED_IN}: 0 at GaussDB, .*\\b1 at GeminiDB`),
      ),
    ],
  });
  expect(named(REPLY)).toMatchObject({ level: 'ok', says: expect.stringMatching(/^4 answers/) });
  expect(named('alarms-name-instances')).toMatchObject({ level: 'ok' });
});

test('an alarm that names no instance, and a login that may not read them, are found', async () => {
  const nodeless = await examineStage({
    gates: [HOME],
    prepare: ({ cloud }) => {
      const record = beginAlarm(cloud.state, instanceIn(cloud), { name: 'cpu', at: Date.now() });
      Object.assign(cloud.state.alarms.get(record) ?? {}, {
        dimensions: [{ name: 'influxdb_node_id', value: 'n' }],
      });
    },
  });
  expect(nodeless.named('alarms-name-instances').level).toBe('broken');
  const refused = await examineStage({
    gates: [HOME],
    prepare: ({ cloud }) => {
      cloud.faults.decide = ({ service }) =>
        service === 'ces' ? { kind: 'wrong-shape', status: 403, body: { error_msg: 'no right' } } : undefined;
    },
  });
  expect(refused.named('alarms of gates')).toMatchObject({
    level: 'broken',
    says: 'cannot be read in 1 of 1 place',
    details: [
      `ap-southeast-1, project ${LIVED_IN}: GaussDB, GeminiDB, TaurusDB: /v2/${LIVED_IN}/alarm-histories answered HTTP 403 no right`,
    ],
    todo: expect.stringContaining('ces:alarmHistory:list'),
  });
});

test('every place of the fleets is asked with a login of its own; the first that refuses it ends that', async () => {
  const own = `${'a'.repeat(32)}in06`;
  let asked = 0;
  const { named, recorder } = await examineStage({
    gates: [HOME, AWAY, NOWHERE, LAST],
    prepare: ({ cloud: { state, faults } }) => {
      state.projects.set(AWAY.project, { id: AWAY.project, name: 'ap-southeast-1_2', domain: 'acme' });
      state.addInstance({ id: own, service: 'geminidb', project_id: AWAY.project });
      beginAlarm(state, own, { name: 'cpu', at: Date.now() });
      faults.decide = ({ service }) => {
        asked += service === 'ces' ? 1 : 0;
        return asked > 2 * READS ? { kind: 'unauthorized' } : undefined;
      };
    },
  });
  expect(named('alarms of gates')).toMatchObject({
    level: 'broken',
    says: 'cannot be read in 1 of 4 places; 1 not asked',
    details: [
      expect.stringMatching(
        new RegExp(
          `^ap-southeast-1, project ${NOWHERE.project}: GaussDB, GeminiDB, TaurusDB: .*the cloud answered 401`,
        ),
      ),
    ],
  });
  const paths = recorder.exchanges.filter(({ service }) => service === 'ces').map(({ path }) => path);
  expect([...new Set(paths)]).toEqual(
    [HOME, AWAY, NOWHERE].map(({ project }) => `/v2/${project}/alarm-histories`),
  );
});

test('what fires is told place by place', async () => {
  const own = `${'a'.repeat(32)}in06`;
  const { named } = await examineStage({
    gates: [HOME, AWAY],
    prepare: ({ cloud: { state } }) => {
      state.addInstance({ id: own, service: 'geminidb', project_id: AWAY.project });
      beginAlarm(state, own, { name: 'cpu', at: Date.now() });
    },
  });
  expect(named('alarms of gates')).toMatchObject({
    level: 'ok',
    says: 'can be read in 2 places',
    details: [
      `ap-southeast-1, project ${LIVED_IN}: 0 at GaussDB, 0 at GeminiDB, 0 at TaurusDB`,
      `ap-southeast-1, project ${AWAY.project}: 0 at GaussDB, 1 at GeminiDB, 0 at TaurusDB`,
    ],
  });
});

test('which places are asked: those of fleets with such a gate, and the configured one where such a fleet names none', () => {
  const at = { region: 'ap-southeast-1', project_id: LIVED_IN };
  const fleet = (gate: object | undefined, places?: readonly object[]) =>
    ({ select: { names: ['*'], ...(places && { places }) }, waves: { all: { gate }, rest: {} } }) as never;
  const alarms = { alarms: 'none' };
  expect(placesOfAlarms({ one: fleet(undefined), two: fleet({ needs: ['a'] }, [AWAY]) }, at)).toEqual([]);
  expect(placesOfAlarms({ one: fleet(undefined), two: fleet(alarms, [AWAY]) }, at)).toEqual([AWAY]);
  expect(placesOfAlarms({ one: fleet(alarms), two: fleet(alarms, [AWAY, HOME]) }, at)).toEqual([AWAY, HOME]);
  expect(placesOfAlarms({ one: fleet(alarms) }, {})).toEqual([]);
});
