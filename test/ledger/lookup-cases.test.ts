import { describe, expect, test } from '@jest/globals';
import type { Finding } from '../../shared/terms/lookup.ts';
import { each, hotfix, lookupCasesOf, operationOf, patch, requestOf } from '../world/cases.ts';
import { MINUTE, START } from '../world/clock.ts';

const window = { from: START - 5 * MINUTE, to: START + 16 * MINUTE };
const TIMES = {
  near: '2024-10-30T02:00:03+0000',
  early: '2024-10-30T01:00:03+0000',
  late: '2024-10-30T03:00:03+0000',
};

/** What a judge says in short: `found <job>`, `absent`, `unseen` or `unclear`. */
const word = (finding: Finding) =>
  'found' in finding ? `found ${finding.found}` : (Object.keys(finding)[0] ?? '');

const rows = await Promise.all(
  each.map(async ({ name, one }) => {
    const [target = ''] = one.targets;
    const neighbour = `${'b'.repeat(32)}${target.slice(-4)}`;
    return { name, one, target, situations: (await lookupCasesOf(name))(target, neighbour, TIMES) };
  }),
);

describe.each(rows)('what the reads say of a lost reply ($name)', ({ one, target, situations }) => {
  const { lookup } = operationOf(one);
  const about = { request: requestOf(one, START), target, window };

  test.each(situations)('%s', (_, answers, finds, taken = []) => {
    expect(word(lookup.judge(answers, { ...about, taken: new Set(taken) }))).toBe(finds);
  });

  test('something is found, and something stays unclear', () => {
    const all = situations.map(([, , finds]) => finds.split(' ')[0]);
    expect(all).toEqual(expect.arrayContaining(['found', 'unclear']));
  });

  test('what could not be read proves nothing', () => {
    const names = Object.keys(lookup.reads(about.request, target));
    const nothing = Object.fromEntries(names.map((name) => [name, undefined]));
    expect(word(lookup.judge(nothing, { ...about, taken: new Set() }))).toBe('unclear');
  });
});

// The OpenAPI text's own example of a target version has two parts (contract §3).
test.each([
  ['8.103', 'found task-1'],
  ['8.104', 'unclear'],
  ['', 'unclear'],
])('a hotfix of 8.103 when the one task shows %j', (task_content, finds) => {
  const [instance_id = ''] = hotfix.targets;
  const start_time = '2024-10-30T04:00:00+0000';
  const task = { task_id: 'task-1', create_time: TIMES.near, start_time, instance_id, task_content };
  const request = { instance_ids: [instance_id], start_time, target_version: '8.103' };
  const about = { request, target: instance_id, window, taken: new Set<string>() };
  expect(word(operationOf(hotfix).lookup.judge({ tasks: [task] }, about))).toBe(finds);
});

test('the jobs of a patch are read without a filter by name', () => {
  const [target = ''] = patch.targets;
  const { jobs } = operationOf(patch).lookup.reads({ instance_ids: [target] }, target);
  expect(jobs).toMatchObject({ route: 'GET /v3/{project_id}/jobs', list: { items: 'jobs', size: 50 } });
  expect(jobs?.query ?? {}).not.toHaveProperty('name');
});
