import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../shared/huawei/answer.ts';
import { readReply } from '../../shared/huawei/cloud-reply.ts';
import { idOf, operationNamed } from './intent-cases.ts';

const INSTANCE = idOf(1, 'in07');
const PROXY = idOf(2, 'po01');
const [A, B] = [idOf(3, 'in13'), idOf(4, 'in13')];

/** What an operation makes of a reply for these targets: `target verdict job|code`, one text an outcome. */
function read(name: string, targets: string[], body: unknown, status = 200): string[] {
  const request = { instance_id: name === 'upgrade-proxy-version' ? INSTANCE : targets[0], proxy_id: PROXY };
  const operation = operationNamed(name);
  const reply = readReply(operation.service, { status, headers: {}, body: JSON.stringify(body) });
  return readAnswer(operation, { ...request, instance_ids: targets }, targets, reply).map(
    ({ target, verdict, job_id, code }) => [target, verdict, job_id ?? code].filter(Boolean).join(' '),
  );
}

const plugin = (body: unknown, status?: number) => read('install-kernel-plugin', [A], body, status);
const proxy = (...update_result: object[]) => read('upgrade-proxy-version', [PROXY], { update_result });
const patch = (...upgrade_results: object[]) => read('patch-databases', [A, B], { upgrade_results }, 202);
const hotfix = (...instance_tasks: object[]) => read('schedule-hotfix-upgrade', [A, B], { instance_tasks });

describe('the words of success with a status that is none', () => {
  test.each([199, 300, 302, 400, 404, 500, 503])('%d is unknown', (status) => {
    expect(plugin({ job_id: 'j1' }, status)).toEqual([`${A} unknown`]);
  });
  test.each([200, 201, 202, 299])('%d is a success', (status) => {
    expect(plugin({ job_id: 'j1' }, status)).toEqual([`${A} accepted j1`]);
  });
});

test.each([
  ['a job and an error of its own', { job_id: 'j1', error_code: 'DBS.200011', error_msg: 'busy' }],
  ['a job and an error that nobody documents', { job_id: 'j1', error_code: 'X', error_msg: 'x' }],
])('%s is neither acceptance nor refusal', (_, body) => {
  expect(plugin(body, 202)).toEqual([`${A} unknown ${body.error_code}`]);
});

describe('install-kernel-plugin', () => {
  test.each([
    ['a job', { job_id: 'j1' }, 'accepted j1'],
    ['a job and a field more', { job_id: 'j1', new_field: { x: 1 } }, 'accepted j1'],
    ['no job', {}, 'unknown'],
    ['an empty job', { job_id: '' }, 'unknown'],
    ['null for a job', { job_id: null }, 'unknown'],
    ['a number for a job', { job_id: 17 }, 'unknown'],
    ['a list', [{ job_id: 'j1' }], 'unknown'],
  ])('%s', (_, body, verdict) => {
    expect(plugin(body)).toEqual([`${A} ${verdict}`]);
  });
});

describe('upgrade-proxy-version', () => {
  const accept = { workflow_id: 'w1', state: 'ACCEPT', error_message: null };
  test.each<[string, object, string]>([
    ['ACCEPT', accept, 'accepted w1'],
    ['ACCEPT of the instance asked for', { ...accept, instance_id: INSTANCE }, 'accepted w1'],
    ['ACCEPT of another instance', { ...accept, instance_id: A }, 'unknown'],
    ['ACCEPT with words of an error', { ...accept, error_message: 'no space' }, 'unknown'],
    ['ACCEPT without workflow', { ...accept, workflow_id: null }, 'unknown'],
    ['ACCEPT with an empty workflow', { ...accept, workflow_id: '' }, 'unknown'],
    ['accept in small letters', { ...accept, state: 'accept' }, 'unknown'],
    ['another state', { ...accept, state: 'PENDING' }, 'unknown'],
    ['no state', { workflow_id: 'w1' }, 'unknown'],
    ['REJECT', { ...accept, state: 'REJECT', error_message: 'no space' }, 'rejected'],
    ['REJECT without words', { state: 'REJECT' }, 'rejected'],
    ['nothing', {}, 'unknown'],
  ])('%s', (_, result, verdict) => {
    expect(proxy(result)).toEqual([`${PROXY} ${verdict}`]);
  });

  test('each of several results is told', () => {
    expect(proxy(accept, { state: 'REJECT' })).toEqual([`${PROXY} accepted w1`, `${PROXY} rejected`]);
  });
});

describe('patch-databases', () => {
  const ok = (instance_id: string) => ({ instance_id, job_id: 'j1' });
  test.each<[string, object[], string[]]>([
    ['both accepted', [ok(A), ok(B)], [`${A} accepted j1`, `${B} accepted j1`]],
    ['in another order', [ok(B), ok(A)], [`${B} accepted j1`, `${A} accepted j1`]],
    ['one left out', [ok(A)], [`${A} accepted j1`, `${B} unknown`]],
    [
      'one refused',
      [ok(A), { instance_id: B, error_code: 'DBS.200011' }],
      [`${A} accepted j1`, `${B} rejected DBS.200011`],
    ],
    ['neither job nor code', [ok(A), { instance_id: B }], [`${A} accepted j1`, `${B} unknown`]],
    [
      'one nobody asked for',
      [ok(A), ok(B), ok(PROXY)],
      [`${A} accepted j1`, `${B} accepted j1`, `${PROXY} unknown`],
    ],
    ['one without id', [ok(A), { job_id: 'j2' }], [`${A} unknown`, `${B} unknown`]],
    [
      'a job id that is none',
      [{ instance_id: A, job_id: 'j'.repeat(1000) }, ok(B)],
      [`${A} unknown`, `${B} accepted j1`],
    ],
    ['none', [], [`${A} unknown`, `${B} unknown`]],
  ])('%s', (_, results, outcomes) => {
    expect(patch(...results)).toEqual(outcomes);
  });
});

describe('schedule-hotfix-upgrade', () => {
  test.each<[string, object[], string[]]>([
    [
      'one task for both',
      [
        { task_id: 't1', instance_id: A },
        { task_id: 't1', instance_id: B },
      ],
      [`${A} accepted t1`, `${B} accepted t1`],
    ],
    ['one left out', [{ task_id: 't1', instance_id: B }], [`${B} accepted t1`, `${A} unknown`]],
    [
      'one without task',
      [{ task_id: 't1', instance_id: A }, { instance_id: B }],
      [`${A} accepted t1`, `${B} unknown`],
    ],
    ['none', [], [`${A} unknown`, `${B} unknown`]],
  ])('%s', (_, tasks, outcomes) => {
    expect(hotfix(...tasks)).toEqual(outcomes);
  });
});

describe('what cannot be read spoils nothing but the item it stands in', () => {
  test.each([null, 7, {}])('%j among the results of a proxy counts as one that tells nothing', (item) => {
    const accept = { workflow_id: 'w1', state: 'ACCEPT', error_message: null };
    expect(proxy(item as object, accept)).toEqual([`${PROXY} unknown`, `${PROXY} accepted w1`]);
  });

  test('a field of a wrong type spoils its own item', () => {
    expect(patch({ instance_id: A, job_id: 'j1', error_code: 7 }, { instance_id: B, job_id: 'j2' })).toEqual([
      `${A} unknown`,
      `${B} accepted j2`,
    ]);
    expect(patch({ instance_id: A, job_id: 7 }, { instance_id: B, job_id: 'j2', error_message: {} })).toEqual(
      [`${A} unknown`, `${B} accepted j2`],
    );
  });
});
