import { describe, expect, test } from '@jest/globals';
import { readReply } from '../../shared/huawei/cloud-reply.ts';
import { refused, refusedItem } from '../../shared/huawei/error-book.ts';
import type { Host } from '../../shared/huawei/services/services.ts';

const read = (host: Host, status: number, body: string) => readReply(host, { status, headers: {}, body });

test('a reply carries its status, its text, its body and its error with what that means', () => {
  const text = '{"error_code":"DBS.200011","error_msg":"in words"}';
  expect(read('gaussdb', 409, text)).toEqual({
    status: 409,
    text,
    body: { error_code: 'DBS.200011', error_msg: 'in words' },
    error: { code: 'DBS.200011', message: 'in words', kind: 'busy', hint: expect.stringMatching(/busy/) },
  });
});

test.each([
  ['{"job_id":"j1"}', { job_id: 'j1' }],
  ['<html>', undefined],
  ['', undefined],
])('%j speaks of no error', (text, body) => {
  expect(read('gaussdb', 500, text)).toEqual({ status: 500, text, body });
});

test.each([
  [429, '{"error_code":"APIGW.0308"}', 'throttled'],
  [429, '{"error_msg":"slow down"}', 'unknown'],
  [500, '{"error_code":"APIGW.0605"}', 'throttled'],
  [403, '{"error_code":"XYZ.1"}', 'stop_run'],
  [404, '{"error_code":"XYZ.1"}', 'stop_target'],
])('of %d %s the status counts where the code does not decide', (status, text, kind) => {
  expect(read('geminidb', status, text).error?.kind).toBe(kind);
});

test.each<Host>(['iam', 'ces'])('%s is no database service: our book does not know its codes', (host) => {
  const { error } = read(host, 409, '{"error_code":"DBS.200011","error_msg":"in words"}');
  expect(error).toEqual({ code: 'DBS.200011', message: 'in words', kind: 'unknown' });
});

describe('that the cloud says a target is as asked is no outcome by itself', () => {
  const text = '{"error_code":"DBS.05000008","error_msg":"already latest"}';

  test.each([200, 400, 409, 500])('with %d', (status) => {
    const { error } = read('taurusdb', status, text);
    expect(error && refused('a', error)).toEqual({
      target: 'a',
      verdict: 'said_done',
      code: 'DBS.05000008',
      reason: 'already latest',
      hint: 'the proxy already runs the latest version',
    });
  });

  test('as an item of a list', () => {
    expect(refusedItem('taurusdb', 'a', 'DBS.05000008', null)).toMatchObject({
      verdict: 'said_done',
      reason: 'no reason given',
    });
  });
});

test.each([
  ['a code that nobody documents', 'XYZ.1', { verdict: 'rejected', code: 'XYZ.1' }],
  ['a failure of the service', 'DBS.111205', { verdict: 'unknown' }],
  ['busy', 'DBS.200011', { verdict: 'rejected', retry: true }],
  ['throttled', 'APIGW.0308', { verdict: 'not_sent', retry: true }],
  ["a failure of the gateway's own", 'APIGW.0605', { verdict: 'rejected' }],
  [
    'a login of no use',
    'APIGW.0303',
    { verdict: 'rejected', hint: expect.stringMatching(/secret/) as never },
  ],
])('an item of a list has no status of its own: %s', (_, code, expected) => {
  expect(refusedItem('geminidb', 'a', code, 'in words')).toMatchObject({ target: 'a', ...expected });
});
