import { expect, test } from '@jest/globals';
import { linkTo } from '../../shared/telling/link.ts';

const HOST = 'upkeep.example.com';

test.each<[string, object, string]>([
  ['a rollout', { rollout: 'monthly-2026', fleet: 'monthly', request_id: 'r' }, '/rollouts/monthly-2026'],
  [
    'a request, whose id is no more than text in it',
    { request_id: 'CHG 7&operation=x#', operation: 'patch-databases', project_id: 'p' },
    '/request?id=CHG+7%26operation%3Dx%23&operation=patch-databases&project=p',
  ],
  ['what is overdue', { fleets: ['monthly'] }, '/compliance'],
  ['a pause', { operation: '*', by: 'me' }, '/'],
  ['a rollout of a strange name', { rollout: '../?x' }, '/rollouts/..%2F%3Fx'],
])('of %s', (_title, detail, path) => {
  expect(linkTo(HOST, detail)).toBe(`https://${HOST}${path}`);
});
