import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillRoute } from '../../shared/huawei/route.ts';

const ROUTE = 'POST /v3/{project_id}/instances/{instance_id}/kernel-plugin';

test('names in braces come out of the fields, the rest is the body in its order', () => {
  expect(fillRoute(ROUTE, { project_id: 'p1', z: 1, instance_id: 'i1', a: ['x'], m: null })).toEqual({
    method: 'POST',
    path: '/v3/p1/instances/i1/kernel-plugin',
    body: '{"z":1,"a":["x"],"m":null}',
  });
});

test('with nothing left the body is an empty object', () => {
  expect(fillRoute('PUT /v3/{project_id}', { project_id: 'p1' })).toEqual({
    method: 'PUT',
    path: '/v3/p1',
    body: '{}',
  });
});

test('the fields stay as they were', () => {
  const fields = Object.freeze({ project_id: 'p1', instance_id: 'i1' });
  fillRoute(ROUTE, fields);
  expect(fields).toEqual({ project_id: 'p1', instance_id: 'i1' });
});

test.each([
  ['missing', {}],
  ['empty', { instance_id: '' }],
  ['a number', { instance_id: 7 }],
  ['null', { instance_id: null }],
  ['a list', { instance_id: ['i1'] }],
])('a path field that is %s is named and nothing is built', (_, fields) => {
  expect(() => fillRoute(ROUTE, { project_id: 'p1', ...fields })).toThrow(
    new TypeError(`${ROUTE} needs instance_id`),
  );
});

describe('what stands in a path field stays in its segment', () => {
  const segments = (instance_id: string) => {
    const { path } = fillRoute(ROUTE, { project_id: 'p1', instance_id });
    const url = new URL(path, 'https://db.example.com');
    expect(url.origin + url.search + url.hash).toBe('https://db.example.com');
    return url.pathname.split('/');
  };

  test.each([
    'a/b',
    '../../admin',
    'a?b',
    'a#b',
    'a%2fb',
    'a\\b',
    '//evil.example.com',
    'ü',
    '$&',
    '$1',
    '...',
  ])('%j', (text) => {
    expect(segments(text)).toEqual(['', 'v3', 'p1', 'instances', encodeURIComponent(text), 'kernel-plugin']);
  });

  test.each(['.', '..'])('%j, by which a URL climbs, is refused', (text) => {
    expect(() => fillRoute(ROUTE, { project_id: 'p1', instance_id: text })).toThrow(TypeError);
  });

  test('any other text at all', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 }).filter((one) => !/^\.\.?$/.test(one));
    fc.assert(fc.property(text, (one) => expect(segments(one)[4]).toBe(encodeURIComponent(one))));
  });
});
