import { describe, expect, test } from '@jest/globals';
import { faultsIn, idOf, operationNamed, read } from '../unit/intent-cases.ts';

const SERVICES = [
  ['back-up-gaussdb', 'in14', { status: 'ACTIVE' }, { status: 'BACKING UP' }],
  ['back-up-taurusdb', 'in07', { status: 'ACTIVE' }, { status: 'BACKING UP' }],
  ['back-up-geminidb', 'in06', { status: 'normal', actions: [] }, { status: 'normal', actions: ['BACKUP'] }],
] as const;

describe.each(SERVICES)('%s', (name, suffix, rest, busy) => {
  const operation = operationNamed(name);
  const instance_id = idOf(1, suffix);
  const request = operation.request.parse({ instance_id, name: 'before-patch-1' });

  test('without a name gets one of its time and instance, and keeps one that is given', () => {
    const named = (intent: object) => read(operation, { instance_id, ...intent }).fields;
    expect(named({})).toMatchObject({ instance_id, name: `upkeep-20261121191135-${instance_id}` });
    expect(named({ name: 'before-patch-1' })).toMatchObject({ name: 'before-patch-1' });
    expect(Object.keys(named({})).slice(0, 2)).toEqual(['instance_id', 'name']);
  });

  test.each([
    [{ name: 'x1' }, 'name', /^expected 4 to 64 letters/],
    [{ name: '1-backup' }, 'name', /^expected 4 to 64 letters/],
    [{ description: 'a < b' }, 'description', /^expected at most 256 characters, none of/],
    [{ description: 'x'.repeat(257) }, 'description', /^expected at most 256 characters/],
    [
      { instance_id: idOf(1, suffix === 'in14' ? 'in07' : 'in14') },
      'instance_id',
      /instance id; the suffix says/,
    ],
  ])('refuses %j', (more, path, message) => {
    expect(faultsIn(operation, { instance_id, ...more })).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  test.each([
    ['COMPLETED', { shows: 'backup before-patch-1', promised: true }],
    ['BUILDING', { shows: 'backup before-patch-1 BUILDING', promised: false }],
    ['FAILED', { shows: 'backup before-patch-1 FAILED', promised: false }],
    [undefined, undefined],
  ])('a backup that is %s in the list proves %j', (status, shown) => {
    const backups = [
      { name: 'another', status: 'COMPLETED', instance_id },
      { name: 'before-patch-1', status, instance_id },
    ];
    expect(operation.state.read({ backups }, request, instance_id)).toEqual(shown);
  });

  test('the backup of another instance proves nothing, and a list with one that cannot be read neither', () => {
    const one = { name: 'before-patch-1', status: 'COMPLETED', instance_id: idOf(2, suffix) };
    const state = (backups: readonly unknown[]) => operation.state.read({ backups }, request, instance_id);
    expect(state([one])).toBeUndefined();
    expect(state([{ status: 'COMPLETED', instance_id }])).toBeUndefined();
  });

  describe('its job', () => {
    const shown = { id: 'j', name: 'Backup', status: 'Completed' };
    const answer = suffix === 'in06' ? { jobs: [shown] } : { job: shown };
    const see = (instances: unknown) =>
      operation.follow.see({ answer, instances }, { target: instance_id, job_id: 'j' });

    test('is over once the instance is at rest as well', () => {
      expect(see([{ id: instance_id, ...rest }])).toMatchObject({ status: 'completed' });
      expect(see([{ id: instance_id, ...busy }])).toMatchObject({
        status: 'open',
        word: expect.stringMatching(/^Completed, (the instance is BACKING UP|BACKUP is running on)/),
      });
    });

    test('is not seen where the instance is not, and over where the instance is broken', () => {
      expect(see(undefined)).toBeUndefined();
      expect(see([{ id: instance_id, ...rest, status: 'FROZEN' }])).toMatchObject({ status: 'completed' });
    });
  });

  test('a reply without a job is unknown', () => {
    expect(operation.outcomes({ backup: { id: 'b' } }, request)).toEqual([
      { target: instance_id, verdict: 'unknown', reason: 'the reply has no job_id' },
    ]);
  });
});
