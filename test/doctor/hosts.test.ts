import { createServer as createPlain } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type Context, runChecks } from '../../shared/doctor/check.ts';
import { environment } from '../../shared/doctor/checks/environment.ts';
import { hosts } from '../../shared/doctor/checks/hosts.ts';
import { openRecorder } from '../../shared/doctor/recorder.ts';
import { otherHosts, servicesAt } from '../../shared/huawei/endpoints.ts';
import { givenSettings, loadSettings } from '../../shared/settings/settings.ts';
import { selfSigned } from '../unit/self-signed.ts';
import { startConnectProxy } from '../world/connect-proxy.ts';

const clean = { ...process.env };
afterEach(() => {
  process.env = { ...clean };
});

const given = (more: Record<string, string>) => {
  process.env = {
    ...clean,
    HW_REGION_NAME: 'me-east-1',
    HW_PROJECT_ID: '0'.repeat(32),
    HW_ACCESS_KEY: 'key',
    HW_SECRET_KEY: 'secret',
    HW_TIMEOUT_MS: '2000',
    ...more,
  };
};

/** Names that resolve, whatever the network. */
let known: readonly string[] = [];
const find = async (host: string) => {
  if (!known.some((prefix) => host.startsWith(`${prefix}.`))) throw new Error('ENOTFOUND');
  return 1;
};

async function looked(...services: Parameters<typeof hosts>[0]) {
  const context: Context = {
    subjects: [],
    queues: [],
    surveys: [],
    recorder: openRecorder(),
    given: givenSettings(),
  };
  const results = await runChecks([environment, ...hosts(services, find)], context);
  return results.slice(1);
}

const listening = async (server: ReturnType<typeof createPlain>) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
};

describe('a host', () => {
  test('that takes connections is found so, and nothing is sent to it', async () => {
    let requests = 0;
    const server = createPlain(() => {
      requests += 1;
    });
    const port = await listening(server);
    given({ HW_ENDPOINTS: JSON.stringify({ gaussdb: `http://127.0.0.1:${port}` }) });
    expect(await looked('gaussdb')).toMatchObject([
      { level: 'ok', says: `127.0.0.1:${port}, 1 address, plain HTTP on this machine` },
    ]);
    expect(requests).toBe(0);
    server.close();
  });

  test('behind a proxy is asked through it, and the proxy is named without its login', async () => {
    const proxy = await startConnectProxy();
    const server = createPlain((_, reply) => reply.end());
    const port = await listening(server);
    given({
      HW_ENDPOINTS: JSON.stringify({ gaussdb: `http://127.0.0.1:${port}` }),
      HTTP_PROXY: `http://upkeep:hunter2hunter2@127.0.0.1:${proxy.port}`,
    });
    expect(await looked('gaussdb')).toMatchObject([
      { level: 'ok', says: `127.0.0.1:${port}, through the proxy http://127.0.0.1:${proxy.port}` },
    ]);
    expect(proxy.asked).toHaveLength(1);
    server.close();
    await proxy.close();
  });

  test('whose certificate nobody vouches for is broken', async () => {
    const server = createServer(selfSigned());
    const port = await listening(server);
    given({ HW_ENDPOINTS: JSON.stringify({ gaussdb: `https://127.0.0.1:${port}` }) });
    expect(await looked('gaussdb')).toMatchObject([
      { level: 'broken', says: expect.stringMatching(/^127\.0\.0\.1:\d+: .*self-signed certificate/) },
    ]);
    server.close();
  });

  test('that refuses connections is broken', async () => {
    const server = createPlain();
    const port = await listening(server);
    server.close();
    given({ HW_ENDPOINTS: JSON.stringify({ iam: `http://127.0.0.1:${port}` }) });
    expect(await looked('iam')).toMatchObject([
      {
        level: 'broken',
        says: expect.stringMatching(/ECONNREFUSED/),
        todo: expect.stringContaining('HW_REGION_NAME'),
      },
    ]);
  });

  test('that does not exist is told with the prefixes that the vendor has elsewhere, and whose they are here', async () => {
    given({ HW_ENDPOINTS: '{"taurusdb":"https://taurusdb.invalid"}' });
    const [found] = await looked('taurusdb');
    expect(found).toMatchObject({
      level: 'broken',
      says: expect.stringMatching(/^taurusdb\.invalid: .*(ENOTFOUND|EAI_AGAIN)/),
    });
    expect(found?.details).toEqual([
      'gaussdb is its prefix in 11 other regions; gaussdb.me-east-1.myhuaweicloud.com does not resolve; it is the host of GaussDB here',
      'gaussdb-mysql is its prefix in 4 other regions; gaussdb-mysql.me-east-1.myhuaweicloud.com does not resolve',
    ]);
    expect(found?.todo).toBe('check HW_REGION_NAME, HW_CLOUD and HW_ENDPOINTS, and the network');
  });

  test.each([
    // The first is another service's host here.
    [['gaussdb'], 'check HW_REGION_NAME, HW_CLOUD and HW_ENDPOINTS, and the network'],
    [
      ['gaussdb', 'gaussdb-mysql'],
      `try HW_ENDPOINTS='{"taurusdb":"https://gaussdb-mysql.me-east-1.myhuaweicloud.com"}'`,
    ],
  ])('that does not exist while %j do: what to try', async (prefixes, todo) => {
    known = prefixes;
    given({ HW_ENDPOINTS: '{"taurusdb":"https://taurusdb.invalid"}' });
    expect(await looked('taurusdb')).toMatchObject([{ level: 'broken', todo }]);
    known = [];
  });

  test('of a region that the vendor’s tables lack is no fault, but told', async () => {
    given({ HW_REGION_NAME: 'eu-west-101' });
    expect(await looked('taurusdb')).toMatchObject([
      {
        level: 'not_checked',
        says: "the vendor's tables know no host of TaurusDB in eu-west-101",
        details: [
          expect.stringContaining('gaussdb.eu-west-101.myhuaweicloud.eu'),
          expect.stringContaining('gaussdbformysql.eu-west-101.myhuaweicloud.eu'),
          expect.stringContaining('gaussdb-mysql.eu-west-101.myhuaweicloud.eu'),
        ],
      },
    ]);
  });
});

describe('the table of hosts', () => {
  test('knows whose a host is: the same prefix is one service here and another there', () => {
    const namesAt = (host: string) => servicesAt(host).map(({ name }) => name);
    expect(namesAt('gaussdb.me-east-1.myhuaweicloud.com')).toEqual(['gaussdb']);
    expect(namesAt('gaussdb.cn-north-4.myhuaweicloud.com')).toEqual(['taurusdb']);
    expect(namesAt('gaussdb.ap-southeast-1.myhuaweicloud.com')).toEqual([]);
  });

  test('offers the other prefixes of a service, and never its own', () => {
    given({});
    expect(otherHosts('gaussdb', 'me-east-1', loadSettings().place)).toEqual([
      { host: 'gaussdb-opengauss.me-east-1.myhuaweicloud.com', regions: 17 },
    ]);
    expect(otherHosts('geminidb', 'me-east-1', loadSettings().place)).toEqual([]);
  });
});

describe('the variables', () => {
  const variables = async () => {
    const [result] = await runChecks([environment], {
      subjects: [],
      queues: [],
      surveys: [],
      recorder: openRecorder(),
      given: givenSettings(),
    });
    return result;
  };

  test.each([
    [{ HW_PROJECT_ID: '' }, /^HW_PROJECT_ID not set$/],
    [{ HW_REGION_NAME: 'no where' }, /HW_REGION_NAME: expected a region id/],
    [{ HW_ENDPOINTS: '{' }, /HW_ENDPOINTS/],
    [{ HW_SECRET_KEY: '' }, /the environment lacks HW_SECRET_KEY/],
    [{ HW_USER_NAME: 'x' }, /holds both HW_USER_NAME and HW_ACCESS_KEY/],
    [{ STAGE: 'prod' }, /STAGE prod needs LEDGER_TABLE/],
    [{ HTTPS_PROXY: 'socks5://a' }, /^HTTPS_PROXY: expected the URL of a proxy such as http:\/\/host:3128$/],
  ])('%j: broken', async (more, says) => {
    given(more);
    expect(await variables()).toMatchObject({ level: 'broken', says: expect.stringMatching(says) });
  });

  test('name the proxy, without its login', async () => {
    given({ HTTPS_PROXY: 'http://upkeep:hunter2hunter2@a.example.com:3128' });
    const found = await variables();
    expect(found).toMatchObject({ level: 'ok' });
    expect(found?.says).toMatch(/, login by access key, through the proxy http:\/\/a\.example\.com:3128$/);
  });

  test('that leave preflight out are worth a word', async () => {
    given({ PREFLIGHT: 'off' });
    expect(await variables()).toMatchObject({ level: 'warning', todo: expect.stringContaining('PREFLIGHT') });
  });
});
