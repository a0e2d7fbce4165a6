import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../shared/huawei/answer.ts';
import { readReply } from '../../shared/huawei/cloud-reply.ts';
import { asksForFreshToken, classify } from '../../shared/huawei/error-book.ts';
import type { ErrorClass } from '../../shared/huawei/services/service.ts';
import { services as known, type ServiceName } from '../../shared/huawei/services/services.ts';
import type { Told } from '../../shared/terms/outcome.ts';
import { idOf, operationNamed } from './intent-cases.ts';

const services: ServiceName[] = known.map(({ name }) => name);
const operations = {
  gaussdb: operationNamed('install-kernel-plugin'),
  taurusdb: operationNamed('upgrade-proxy-version'),
  geminidb: operationNamed('patch-databases'),
};
const TARGET = idOf(1, 'in13');

/** What becomes of one target when the service answers like this. */
function outcomeOf(service: ServiceName, status: number, body: unknown, targets = [TARGET]): Told {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const request = { instance_id: TARGET, proxy_id: TARGET, instance_ids: targets };
  const reply = readReply(service, { status, headers: {}, body: text });
  const outcomes = readAnswer(operations[service], request, targets, reply);
  expect(outcomes.map(({ target }) => target)).toEqual(targets);
  return outcomes[0] as Told;
}
const refusalOf = (service: ServiceName, status: number, code: string) =>
  outcomeOf(service, status, { error_code: code, error_msg: 'in words' });

const VERDICTS: Record<ErrorClass, Partial<Told>> = {
  busy: { verdict: 'rejected', retry: true },
  throttled: { verdict: 'not_sent', retry: true },
  already_done: { verdict: 'said_done' },
  stop_target: { verdict: 'rejected' },
  stop_run: { verdict: 'rejected' },
  unknown: { verdict: 'unknown' },
};

/** The HTTP status of a code in GaussDB, TaurusDB and GeminiDB (contract §8.2); 0 where its table lacks the code. */
type Row = [codes: string, gaussdb: number, taurusdb: number, geminidb: number];
const BY_MEANING: [ErrorClass, string, Row[]][] = [
  [
    'busy',
    'state conflict',
    [
      ['200011 200019', 409, 409, 403],
      ['200047 201202', 409, 409, 400],
      ['201014', 400, 400, 403],
      ['201015', 409, 409, 403],
      ['200018 201000 200076', 0, 0, 403],
      ['200086', 400, 400, 0],
      ['280406', 409, 409, 403],
      ['201205', 409, 409, 0],
      ['212006', 409, 409, 400],
      ['212033', 409, 409, 0],
      ['06010001 06020003 280800', 400, 0, 0],
      ['05000084 216011', 409, 409, 0],
    ],
  ],
  [
    'stop_target',
    'a state that waiting does not change',
    [
      ['200316', 409, 409, 0],
      ['280449', 400, 400, 0],
    ],
  ],
  [
    'stop_target',
    'not found',
    [
      ['200002', 404, 404, 404],
      ['200045 200602 290005 290011 200408', 404, 404, 0],
      ['280022', 404, 0, 0],
      ['201028', 404, 404, 403],
      ['201028', 404, 400, 403],
      ['201501 201502 216016 280110', 0, 0, 400],
      ['270024', 0, 400, 0],
      ['200932', 0, 409, 0],
      ['200543', 400, 400, 0],
      ['200751', 400, 0, 0],
      ['201214', 0, 0, 400],
    ],
  ],
  [
    'stop_run',
    'token and permission',
    [
      ['280056 200604', 403, 403, 403],
      ['280056', 401, 401, 401],
      ['200010 280015 200604', 403, 403, 400],
      ['200044 201003', 403, 403, 0],
      ['280032', 0, 0, 403],
      ['280063', 0, 0, 400],
      ['216003', 400, 0, 0],
    ],
  ],
  [
    'stop_run',
    'bad input',
    [
      ['200001 280001 290000 280404 200041 280439', 400, 400, 400],
      ['200004 200006 200040 280238', 400, 400, 0],
      ['280236', 400, 0, 400],
    ],
  ],
  ['already_done', 'nothing newer', [['05000008', 0, 400, 0]]],
  ['stop_target', 'too old', [['05000001', 0, 400, 0]]],
  [
    'stop_target',
    'quota, for GeminiDB even with a 500',
    [
      ['200046 290003', 413, 413, 0],
      ['200165 200166 200167', 0, 0, 500],
    ],
  ],
  [
    'unknown',
    'server failure, after which the work may be under way',
    [
      ['200998 280064', 0, 0, 500],
      ['280005', 0, 500, 500],
      ['280005', 0, 0, 400],
      ['108000 108002 108005 200005 200208 213002 213004 290006 290015', 500, 500, 0],
      ['05000000', 0, 500, 0],
      ['111205', 0, 0, 500],
      ['212009', 400, 400, 0],
      ['00114000', 500, 0, 0],
    ],
  ],
];

describe.each(BY_MEANING)('%s: %s', (kind, _, rows) => {
  const cases = rows.flatMap(([codes, ...statuses]) =>
    codes
      .split(' ')
      .flatMap((code) =>
        services.flatMap((service, index) =>
          statuses[index] ? [[`DBS.${code}`, service, statuses[index]] as const] : [],
        ),
      ),
  );

  test.each(cases)('%s of %s with %d', (code, service, status) => {
    expect(classify(service, status, code)).toMatchObject({ kind, hint: expect.stringMatching(/\w/) });
    const outcome = refusalOf(service, status, code);
    expect(outcome).toMatchObject({ ...VERDICTS[kind], code, reason: 'in words' });
    if (kind !== 'busy') expect(outcome).not.toHaveProperty('retry');
  });

  // The same code has other statuses by service and by vendor page: it decides by itself.
  test.each(cases)('%s of %s (%d) means the same with any status', (code, service) => {
    for (const status of [200, 202, 400, 403, 404, 409, 500, 503]) {
      expect(classify(service, status, code).kind).toBe(kind);
    }
  });
});

// Listed with "does not exist", but GaussDB's own text is "abnormal, no normal nodes" (contract §8.2).
test('who hears DBS.200408 is sent to the nodes, not only to the id', () => {
  expect(classify('gaussdb', 404, 'DBS.200408').hint).toMatch(/node/);
  expect(classify('gaussdb', 404, 'DBS.200002').hint).not.toMatch(/node/);
});

test('the latest version is known as such to TaurusDB alone', () => {
  expect(classify('gaussdb', 400, 'DBS.05000008').kind).toBe('stop_target');
  expect(classify('geminidb', 500, 'DBS.05000008').kind).toBe('unknown');
});

/** Codes of the gateway (contract §8.3) with the fate of the request by design §3. */
const GATEWAY: [codes: string, statuses: number[], Partial<Told>][] = [
  ['0101', [404], { verdict: 'rejected', hint: expect.stringContaining('HW_ENDPOINTS') as never }],
  ['0103', [404], { verdict: 'rejected' }],
  ['0103 0104 0105', [500], { verdict: 'unknown' }],
  ['0104 0105 0106', [400], { verdict: 'rejected' }],
  ['0201', [400, 413, 414, 494], { verdict: 'rejected' }],
  ['0201', [500, 502, 504], { verdict: 'unknown' }],
  ['0101 0201 0601', [200, 302], { verdict: 'unknown' }],
  ['0301 0303 0305', [401], { verdict: 'rejected' }],
  ['0302 0304 0306 0310 0402 0802', [403], { verdict: 'rejected' }],
  ['0307', [401], { verdict: 'not_sent' }],
  ['0308', [429], { verdict: 'not_sent', retry: true }],
  ['0601', [500, 502], { verdict: 'unknown' }],
  ['0605 0606 0608', [500], { verdict: 'not_sent', retry: true }],
  ['0610', [502], { verdict: 'not_sent', retry: true }],
  ['0613', [503], { verdict: 'not_sent', retry: true }],
  // "Bad request" and a protocol that is not supported are final (the vendor's table of gateway codes).
  ['0602 0607', [400, 403], { verdict: 'rejected' }],
  ['0609 0611', [500], { verdict: 'not_sent', retry: true }],
];

describe.each(['APIGW', 'APIG'])('%s', (prefix) => {
  const cases = GATEWAY.flatMap(([codes, statuses, outcome]) =>
    codes
      .split(' ')
      .flatMap((code) => statuses.map((status) => [`${prefix}.${code}`, status, outcome] as const)),
  );
  test.each(cases)('%s with %d', (code, status, expected) => {
    for (const service of services) {
      const outcome = refusalOf(service, status, code);
      expect(outcome).toMatchObject({ ...expected, code });
      if (!expected.retry) expect(outcome).not.toHaveProperty('retry');
    }
  });

  test('codes that only look like the gateway are judged by their status', () => {
    for (const code of [
      `${prefix}.06011`,
      `${prefix}.601`,
      `X${prefix}.0601`,
      `${prefix}X.0601`,
      `${prefix}-0308`,
    ]) {
      expect(refusalOf('gaussdb', 500, code).verdict).toBe('unknown');
      expect(refusalOf('gaussdb', 400, code).verdict).toBe('rejected');
    }
  });
});

describe('a code nobody documented', () => {
  test.each([
    [400, 'rejected'],
    [401, 'rejected'],
    [403, 'rejected'],
    [404, 'rejected'],
    [409, 'rejected'],
    [429, 'not_sent'],
    [499, 'rejected'],
    [500, 'unknown'],
    [502, 'unknown'],
    [503, 'unknown'],
    [504, 'unknown'],
    [200, 'unknown'],
    [202, 'unknown'],
    [302, 'unknown'],
  ])('with %d is %s', (status, verdict) => {
    for (const code of ['DBS.999999', 'XYZ.1', 'DBS.2000110', 'dbs.200011']) {
      const outcome = refusalOf('geminidb', status, code);
      expect(outcome).toMatchObject({ verdict, code });
      if (verdict !== 'not_sent') expect(outcome).not.toHaveProperty('retry');
    }
  });
});

describe('without an error code nothing is known', () => {
  const bodies = [
    '<html><body><h1>502 Bad Gateway</h1></body></html>',
    '',
    'null',
    '[]',
    '"DBS.200011"',
    '{}',
    '{"error_msg":"busy"}',
    '{"error_code":null,"error_msg":null}',
    '{"error_code":"","error_msg":"busy"}',
    '{"error_code":{"x":1}}',
    '{"error":"busy"}',
    '{"error":null}',
    '{"code":"DBS.200011","message":"of another envelope"}',
    '{"error_code":"DBS.200011"',
  ];
  test.each([200, 202, 204, 301, 400, 401, 403, 404, 409, 429, 500, 502, 503, 504])('with %d', (status) => {
    for (const body of bodies) {
      for (const service of services) {
        const outcome = outcomeOf(service, status, body);
        expect(outcome.verdict).toBe('unknown');
        expect(outcome).not.toHaveProperty('retry');
      }
    }
  });

  test('and a long page is told short', () => {
    const { reason = '' } = outcomeOf('gaussdb', 502, `<html>${'x'.repeat(5000)}`);
    expect(reason).toContain('HTTP 502');
    expect(reason.length).toBeLessThan(300);
  });
});

describe('every envelope is read', () => {
  test.each([
    ['of the services', { error_code: 'DBS.200011', error_msg: 'in words' }],
    ['with the item spelling', { error_code: 'DBS.200011', error_message: 'in words' }],
    ['with errCode', { errCode: 'DBS.200011', errMsg: 'in words' }],
    ['with errCode and error_msg', { errCode: 'DBS.200011', error_msg: 'in words' }],
    ['with errCode and externalMessage', { errCode: 'DBS.200011', externalMessage: 'in words' }],
    ['with error_code and externalMessage', { error_code: 'DBS.200011', externalMessage: 'in words' }],
    ['with errorCode and errorMsg', { errorCode: 'DBS.200011', errorMsg: 'in words' }],
    [
      'with a null beside it',
      { error_code: null, errCode: 'DBS.200011', error_msg: '', message: 'in words' },
    ],
    ['beside an empty error', { error: {}, error_code: 'DBS.200011', error_msg: 'in words' }],
    ['of the gateway', { error_code: 'DBS.200011', error_msg: 'in words', request_id: 'r' }],
    ['of IAM', { error: { code: 'DBS.200011', message: 'in words', title: 'Conflict' } }],
    ['nested, of the services', { error: { error_code: 'DBS.200011', error_msg: 'in words' } }],
  ])('%s', (_, body) => {
    for (const service of services) {
      expect(outcomeOf(service, 409, body)).toMatchObject({
        verdict: 'rejected',
        retry: true,
        code: 'DBS.200011',
        reason: 'in words',
      });
    }
  });

  test("IAM's numbers are judged by the status", () => {
    const body = { error: { code: 401, message: 'The token is invalid', title: 'Unauthorized' } };
    expect(outcomeOf('gaussdb', 401, body)).toMatchObject({ verdict: 'rejected', code: '401' });
    expect(outcomeOf('gaussdb', 500, { error: { code: 500, message: 'x' } }).verdict).toBe('unknown');
  });

  test('a code without words says so', () => {
    expect(outcomeOf('gaussdb', 409, { error_code: 'DBS.200011' }).reason).toBe('no reason given');
  });
});

describe('one refusal for several targets', () => {
  test('is told of each, and that it does not say which was the cause', () => {
    const targets = [1, 2, 3].map((n) => idOf(n, 'in13'));
    const body = JSON.stringify({ error_code: 'DBS.200011', error_msg: 'busy' });
    const reply = readReply('geminidb', { status: 403, headers: {}, body });
    const outcomes = readAnswer(operations.geminidb, { instance_ids: targets }, targets, reply);
    expect(outcomes.map(({ target }) => target)).toEqual(targets);
    for (const { verdict, reason } of outcomes) {
      expect(verdict).toBe('rejected');
      expect(reason).toMatch(/^busy \(.*all 3 targets/);
    }
  });
});

describe('a reply that speaks of a job and of an error at once is unknown', () => {
  const both = { error_code: 'DBS.200011', error_msg: 'busy' };
  test.each<[ServiceName, number, object]>([
    ['gaussdb', 202, { job_id: 'j1', ...both }],
    ['taurusdb', 200, { update_result: [{ workflow_id: 'w1', state: 'ACCEPT' }], ...both }],
    ['geminidb', 202, { upgrade_results: [{ instance_id: TARGET, job_id: 'j1' }], ...both }],
    ['geminidb', 202, { upgrade_results: [{ instance_id: TARGET, job_id: 'j1', ...both }] }],
    ['geminidb', 202, { upgrade_results: [{ instance_id: TARGET }] }],
  ])('%s %d %j', (service, status, body) => {
    expect(outcomeOf(service, status, body).verdict).toBe('unknown');
  });
});

describe('a fresh token cures', () => {
  test.each([
    ['APIGW.0307', 'The token must be updated.', true],
    ['APIG.0307', '', true],
    ['APIGW.0301', 'Incorrect IAM authentication information: token expires, expires_at:2026', true],
    ['APIGW.0301', 'Incorrect IAM authentication information: verify aksk signature fail', false],
    ['APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail', false],
    ['DBS.280056', 'Invalid token', true],
    ['DBS.200010', 'token expires', false],
    ['APIGW.0302', 'token expires', false],
    [undefined, 'token expires', false],
  ])('%s %j: %s', (code, message, cures) => {
    expect(asksForFreshToken(code, message)).toBe(cures);
  });
});
