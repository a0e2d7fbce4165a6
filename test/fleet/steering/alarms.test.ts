import { expect, test } from '@jest/globals';
import type { RolloutWave } from '../../../shared/fleet/rollout/rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { alarmsOf, putAlarmAsks } from '../../../shared/fleet/steering/alarms.ts';
import type { AlarmAsk } from '../../../shared/fleet/steering/ask.ts';
import type { Context } from '../../../shared/fleet/steering/context.ts';
import { HOUR, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../why/rollout.ts';

const done = { state: 'ended', result: 'succeeded' } as const;
const waiting = waveOf('canary', 2, {
  state: 'open',
  gate: { alarms: 'none' },
  unread: { because: '', told: false },
});
const baked = waveOf('canary', 2, {
  state: 'settled',
  gate: { alarms: 'none' },
  started_at: NOW - HOUR,
  bake_until: NOW,
});

/** Steering around a table of questions alone. */
function fieldOf(rows: readonly RolloutTarget[]) {
  const items = new Map<string, { pk: string; sk: string; doc: string; version: number }>();
  const idOf = ({ pk, sk }: { pk: string; sk: string }) => `${pk} ${sk}`;
  const context = {
    operations: new Map([['patch-databases', { operation: { service: 'geminidb' } }]]),
    table: {
      getAll: async (keys: { pk: string; sk: string }[]) => keys.flatMap((key) => items.get(idOf(key)) ?? []),
    },
    store: {
      targets: async function* () {
        yield rows;
      },
      get: async (key: { pk: string; sk: string }) => {
        const item = items.get(idOf(key));
        return item && { doc: JSON.parse(item.doc), version: item.version };
      },
      put: async (key: { pk: string; sk: string }, doc: AlarmAsk, version: number) => {
        items.set(idOf(key), { ...key, doc: JSON.stringify(doc), version: version + 1 });
      },
    },
  } as unknown as Context;
  const asks = (): AlarmAsk[] => [...items.values()].map(({ doc }) => JSON.parse(doc));
  return {
    asks,
    heard: (wave: RolloutWave, now = NOW) => alarmsOf(rolloutOf([wave]), context, now),
    ask: (wave: RolloutWave, after: number, now = NOW) =>
      putAlarmAsks(rolloutOf([wave]), [{ alarms: 0, after }], context, now),
    /** The survey answers in one region, or says why it cannot. */
    answer(region: string, answer: AlarmAsk['answer']) {
      for (const [id, item] of items) {
        const ask: AlarmAsk = JSON.parse(item.doc);
        if (ask.region === region) items.set(id, { ...item, doc: JSON.stringify({ ...ask, answer }) });
      }
    },
  };
}

const record = (name: string, ...of: string[]) => ({ record: `ah-${name}`, name, of });
const HERE = 'ap-southeast-1';

test('before a wave every target of it counts, after it those that are done; by the ids of instance and proxy', async () => {
  const rows = [
    targetOf(0, { ...done, name: 'one' }),
    targetOf(1, { state: 'ended', result: 'failed' }),
    targetOf(2, { ...done, target: 'PROXY' }),
  ];
  const firing = [
    record('a', 'in0'),
    record('b', 'in1'),
    record('c', 'proxy'),
    record('d', 'in7'),
    record('e'),
  ];
  const named = async (wave: RolloutWave) => {
    const field = fieldOf(rows);
    await field.ask(wave, NOW);
    field.answer(HERE, { at: NOW, firing, words: '' });
    const heard = await field.heard(wave);
    return heard && 'firing' in heard ? heard.firing.map(({ name, of }) => [name, ...of].join(' ')) : heard;
  };
  expect(await named(waiting)).toEqual(['a one (in0)', 'b in1', 'c PROXY', 'e']);
  expect(await named(baked)).toEqual(['a one (in0)', 'c PROXY', 'e']);
});

test('all places have to be read, after the time that counts; the oldest read is its time', async () => {
  const field = fieldOf([targetOf(0, done), targetOf(1, { ...done, region: 'tr-west-1' })]);
  expect(await field.heard(baked)).toBeUndefined();
  await field.ask(baked, NOW, NOW + MINUTE);
  expect(field.asks().map(({ region }) => region)).toEqual([HERE, 'tr-west-1']);
  const since = NOW + MINUTE;
  expect(await field.heard(baked)).toEqual({ since, unread: 'the survey has not read them' });
  field.answer(HERE, { at: NOW + 9, firing: [], words: '' });
  field.answer('tr-west-1', { at: NOW + 7, words: 'HTTP 403' });
  expect(await field.heard(baked)).toEqual({ since, unread: 'HTTP 403' });
  field.answer('tr-west-1', { at: NOW - 1, firing: [], words: 'too early' });
  expect(await field.heard(baked)).toMatchObject({ since });
  field.answer('tr-west-1', { at: NOW + 7, firing: [], words: '' });
  expect(await field.heard(baked)).toEqual({ at: NOW + 7, firing: [] });
});

test('one place of which nobody has asked yet is not taken for one without alarms', async () => {
  const rows = [targetOf(0, done)];
  const field = fieldOf(rows);
  await field.ask(baked, NOW);
  field.answer(HERE, { at: NOW, firing: [], words: '' });
  rows.push(targetOf(1, { ...done, region: 'tr-west-1' }));
  expect(await field.heard(baked)).toBeUndefined();
});

test('a wave that waits for nothing of alarms is not looked at, and one without targets has none', async () => {
  const field = fieldOf([]);
  expect(await field.heard(waiting)).toEqual({ at: NOW, firing: [] });
  expect(await field.heard(baked, NOW - 1)).toBeUndefined();
  expect(await field.heard(waveOf('canary', 1, { state: 'open', gate: { alarms: 'none' } }))).toBeUndefined();
  expect(await field.heard({ ...baked, gate: { needs: ['webhook:x'] } })).toBeUndefined();
});

test('a question keeps since when it is asked until it is answered, and is asked anew when its answer is too old', async () => {
  const field = fieldOf([targetOf(0)]);
  await field.ask(waiting, NOW - 15 * MINUTE);
  const [first] = field.asks();
  await field.ask(waiting, NOW, NOW + 15 * MINUTE);
  expect(field.asks()).toEqual([first]);
  await field.ask(waiting, NOW + 75 * MINUTE, NOW + 90 * MINUTE);
  expect(field.asks()).toEqual([{ ...first, until: NOW + 90 * MINUTE + 2 * HOUR }]);
  field.answer(HERE, { at: NOW + 90 * MINUTE, firing: [], words: '' });
  await field.ask(waiting, NOW + 90 * MINUTE, NOW + 91 * MINUTE);
  expect(field.asks()[0]).toHaveProperty('answer');
  await field.ask(waiting, NOW + 90 * MINUTE + 1, NOW + 92 * MINUTE);
  expect(field.asks()).toMatchObject([{ asked_at: NOW + 92 * MINUTE, after: NOW + 90 * MINUTE + 1 }]);
  expect(field.asks()[0]).not.toHaveProperty('answer');
});
