import { describe, expect, test } from '@jest/globals';
import { faultsIn, idOf, operationNamed, read } from '../unit/intent-cases.ts';
import { operationOf } from '../world/cases.ts';

const operation = operationOf({ operation: 'roll-back-hotfix' });
const target = idOf(1, 'in14');
const request = operation.request.parse({ instance_id: target, target_version: '3.208.0.6,3.208.0.7' });

interface Shown {
  readonly installed?: string | null | undefined;
  readonly removable?: readonly unknown[] | undefined;
  readonly offered?: readonly string[];
  readonly enable?: unknown;
  readonly action?: string;
}

/** What the cloud shows of an instance on which all is well, but for what is given. */
const answers = (given: Shown = {}) => {
  const { offered = [], enable = true, action = 'rollback' } = given;
  const installed = 'installed' in given ? given.installed : '3.208.0.5, 3.208.0.6, 3.208.0.7';
  const removable = 'removable' in given ? given.removable : ['V2.0-3.208.0.6', 'V2.0-3.208.0.7'];
  return {
    instances: [{ id: target, status: 'ACTIVE', datastore: { hotfix_versions: installed } }],
    candidates: {
      upgrade_type_list: [
        {
          upgrade_type: 'grey',
          enable: true,
          upgrade_action_list: [{ upgrade_action: 'rollback', enable: true }],
        },
        { upgrade_type: 'hotfix', enable: true, upgrade_action_list: [{ upgrade_action: action, enable }] },
      ],
      hotfix_upgrade_candidate_versions: offered,
      hotfix_rollback_candidate_versions: removable,
    },
  };
};

describe('what is asked for', () => {
  test('is put into the order in which the cloud undoes it', () => {
    const intent = { instance_id: target, target_version: '3.208.0.9,3.208.0.10,3.208.0.7' };
    expect(read(operationNamed('roll-back-hotfix'), intent).fields).toEqual({
      instance_id: target,
      upgrade_type: 'hotfix',
      upgrade_action: 'rollback',
      target_version: '3.208.0.10,3.208.0.9,3.208.0.7',
    });
  });

  test.each([
    [{ target_version: '3.208.0.7,3.208.0.07' }, 'target_version', /^expected each version once/],
    [{ target_version: 'all' }, 'target_version', /^expected dotted versions/],
    [{ upgrade_action: 'upgradeAutoCommit' }, 'upgrade_action', /^expected "rollback"/],
    [{ instance_id: idOf(1, 'in13') }, 'instance_id', /^expected a GaussDB instance id/],
  ])('is refused: %j', (more, path, message) => {
    const intent = { instance_id: target, target_version: '3.208.0.7', ...more };
    expect(faultsIn(operationNamed('roll-back-hotfix'), intent)).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});

describe('what the cloud has to show before', () => {
  const check = (given?: Shown) => operation.preflight.check(answers(given), request, target);

  test('every version among those that can be taken back, and the action as enabled', () => {
    expect(check()).toEqual({ unchecked: [], at_rest: true });
  });

  test.each<[Shown, string, string]>([
    [
      { enable: false },
      'the cloud says that no hot patch can be taken back from this instance now',
      'console',
    ],
    [{ removable: ['3.208.0.7'] }, '3.208.0.6 is not offered for a rollback', 'can be taken back: 3.208.0.7'],
    [{ removable: [] }, '3.208.0.7, 3.208.0.6 are not offered for a rollback', 'can be taken back: none'],
    [
      { installed: 'latest', removable: [] },
      '3.208.0.7, 3.208.0.6 are not offered for a rollback',
      'can be taken back: none',
    ],
    [
      { installed: '3.208.0.7', removable: ['3.208.0.7'] },
      '3.208.0.6 is not installed',
      'can be taken back: 3.208.0.7',
    ],
  ])('else it is not sent: %j', (given, reason, hint) => {
    expect(check(given).misfit).toEqual({ reason, hint: expect.stringContaining(hint) });
  });

  test.each<[Shown, string]>([
    [{ action: 'upgradeAutoCommit' }, 'whether hot patches can be taken back'],
    [{ enable: 'yes' }, 'whether hot patches can be taken back'],
    [{ removable: undefined }, 'removable hot patches'],
    [{ removable: ['3.208.0.7', 7] }, 'removable hot patches'],
  ])('else it waits: %j', (given, what) => {
    expect(check(given)).toMatchObject({
      doubt: { reason: `the cloud does not show ${what}`, retry: true },
      unchecked: [what],
    });
    expect(operation.disruptive).toBe(true);
  });

  test('nothing more where none of them is installed: that is done already', () => {
    const given = { installed: '3.208.0.5', removable: [], enable: false };
    expect(check(given)).toEqual({ unchecked: [], at_rest: true });
    expect(operation.state.read(answers(given), request, target)).toMatchObject({ promised: true });
  });
});

describe('what proves it', () => {
  const state = (given?: Shown) => operation.state.read(answers(given), request, target);

  test.each<[Shown, object | undefined]>([
    [{}, { shows: 'hot patches 3.208.0.5, 3.208.0.6, 3.208.0.7', promised: false }],
    [{ installed: '3.208.0.6' }, { shows: 'hot patches 3.208.0.6', promised: false }],
    [{ installed: null }, { shows: 'no hot patches', promised: true }],
    [{ installed: undefined }, { shows: '3.208.0.7, 3.208.0.6 installed', promised: false }],
    [
      { installed: undefined, removable: [], offered: ['3.208.0.6', '3.208.0.7'] },
      { shows: '3.208.0.7, 3.208.0.6 not installed', promised: true },
    ],
    [{ installed: undefined, removable: [], offered: ['3.208.0.6'] }, undefined],
    [{ installed: 'latest' }, undefined],
  ])('%j', (given, shown) => {
    expect(state(given)).toEqual(shown);
  });
});

describe('the reply', () => {
  test.each([
    [{ job_id: 'j' }, { verdict: 'accepted', job_id: 'j' }],
    [{ order_id: 'o' }, { verdict: 'unknown', reason: 'the reply has order o and no job_id' }],
    [{}, { verdict: 'unknown', reason: 'the reply has no job_id' }],
  ])('%j', (reply, outcome) => {
    expect(operation.outcomes(reply, request)).toEqual([{ target, ...outcome }]);
  });
});
