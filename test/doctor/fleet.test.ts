import { expect, test } from '@jest/globals';
import { surveysOf } from '../../shared/fleet/places.ts';
import { HEAD, type SurveyHead, surveyKey } from '../../shared/fleet/survey/rows.ts';
import { openFleetTable } from '../../shared/platform/platform.ts';
import { LIVED_IN } from '../../stand-in/cloud/lived-in.ts';
import type { DoctorStage } from '../../stand-in/rehearsal/doctor/stage.ts';
import { examineStage } from './examined.ts';

const HOUR = 3_600_000;
const [gaussdb, geminidb, taurusdb] = surveysOf([{ region: 'ap-southeast-1', project: LIVED_IN }]).toSorted(
  (one, other) => (one.service < other.service ? -1 : 1),
);

const ago = (hours: number) => Date.now() - hours * HOUR;
const complete = (hours: number) => ({
  first_pass_at: ago(hours),
  complete: { started_at: ago(hours), ended_at: ago(hours), met: 3, nameless: 0 },
});

/** What the doctor says of the surveys whose heads stand in the table. */
async function said(...heads: readonly (object | undefined)[]) {
  const { named, results } = await examineStage({
    prepare: async ({ environment }: DoctorStage) => {
      const before = { ...process.env };
      Object.assign(process.env, environment);
      const items = heads.flatMap((head) => (head ? [head as SurveyHead] : []));
      await openFleetTable(environment.FLEET_TABLE ?? '').putAll(
        items.map((head) => ({
          pk: surveyKey(head),
          sk: HEAD,
          version: 1,
          write_id: 'w',
          doc: JSON.stringify(head),
        })),
      );
      process.env = before;
    },
  });
  const { level, says, details = [], command } = named('surveys');
  expect(results.filter(({ group }) => group === 'fleets').map(({ name }) => name)).toEqual([
    'fleet table',
    'fleet table keys',
    'fleet table upkeep',
    'surveys',
    'calendar',
    'channels',
    'hosted console',
    'alarms of gates',
  ]);
  expect(named('fleet table keys')).toMatchObject({
    level: 'ok',
    says: 'key pk, sk, indexes due and overdue',
  });
  return { level, says, details, command: command?.command };
}

test('surveys that are complete and young are well', async () => {
  expect(
    await said(
      { ...gaussdb, ...complete(1) },
      { ...geminidb, ...complete(3) },
      { ...taurusdb, ...complete(20) },
    ),
  ).toEqual({ level: 'ok', says: '3 surveys, the oldest began 20 h ago', details: [], command: undefined });
});

test('what cannot be read is named with its reason and since when, what is old with its age, and what was never surveyed', async () => {
  const since = ago(2);
  const found = await said(
    { ...gaussdb, ...complete(4), stuck: { reason: 'the project is refused', kind: 'no_right', since } },
    { ...geminidb, ...complete(26) },
  );
  const place = `in ap-southeast-1, project ${LIVED_IN}`;
  expect(found).toEqual({
    level: 'warning',
    says: '2 surveys, the oldest began 26 h ago',
    details: [
      `gaussdb ${place}: cannot be read since ${new Date(since).toISOString()}: the project is refused`,
      `geminidb ${place}: 26 h old`,
      `taurusdb ${place}: not surveyed yet`,
    ],
    command: 'survey',
  });
});

const well = [gaussdb, geminidb, taurusdb].map((survey) => ({ ...survey, ...complete(1) }));

test.each([
  ['old', { ...gaussdb, ...complete(26) }],
  ['stuck', { ...gaussdb, ...complete(1), stuck: { reason: 'r', kind: 'no_right', since: ago(1) } }],
  ['never surveyed', undefined],
])('one that is %s is enough for a warning', async (_how, head) => {
  expect(await said(head, ...well.slice(1))).toMatchObject({ level: 'warning', command: 'survey' });
});

test('in a deployed stage a table without surveys is a warning, too', async () => {
  const { named } = await examineStage({
    environment: {
      STAGE: 'prod',
      HW_DOMAIN_NAME: undefined,
      HW_USER_NAME: undefined,
      HW_USER_PASSWORD: undefined,
      HW_CREDENTIALS_SECRET: 'credentials',
    },
  });
  expect(named('surveys')).toMatchObject({ level: 'warning', says: 'no place was surveyed yet' });
});

test('a region without the service is said, and is no trouble', async () => {
  const nowhere = { reason: 'no host there', kind: 'no_host', since: ago(900) };
  const found = await said(
    { ...gaussdb, ...complete(1) },
    { ...geminidb, stuck: nowhere },
    { ...taurusdb, ...complete(1) },
  );
  expect(found).toMatchObject({ level: 'ok', details: [expect.stringContaining('no host there')] });
});

test('without a table nothing is surveyed, and a table that does not answer is broken', async () => {
  const without = await examineStage({ environment: { FLEET_TABLE: undefined } });
  expect(without.named('fleet table')).toMatchObject({
    level: 'not_checked',
    says: 'FLEET_TABLE is not set: nothing is surveyed',
  });
  const other = await examineStage({ environment: { FLEET_TABLE: 'another-table' } });
  expect(other.named('fleet table').level).toBe('broken');
  expect(other.named('surveys')).toMatchObject({ level: 'not_checked', because: 'fleet table' });
});
