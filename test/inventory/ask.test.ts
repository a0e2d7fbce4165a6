import { describe, expect, test } from '@jest/globals';
import { asker } from '../../shared/huawei/ask.ts';
import type { Credentials } from '../../shared/huawei/credentials.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { NotSent } from '../../shared/terms/errors.ts';
import type { send, WireRequest } from '../../shared/transport/transport.ts';
import { PLUGIN_INSTANCE } from '../../stand-in/cloud/seed.ts';

const PLACE = { region: 'ap-southeast-1', project_id: '0c8243400d37468bb4aed3cc94c2911d' };
const settings = loadSettings({});
const credentials = {
  mode: 'signature',
  sign: async (request: WireRequest) => request,
  tell: async () => undefined,
  renew: () => false,
} as unknown as Credentials;
const LONG = () => Number.POSITIVE_INFINITY;

const refusing =
  (status: number, error_code?: string): typeof send =>
  async () => ({ status, headers: {}, body: JSON.stringify({ error_code, error_msg: 'so it is' }) });
const asking = (transmit: typeof send, more = {}, remaining = LONG) =>
  asker('gaussdb', PLACE, credentials, settings, remaining, { transmit, ...more });

describe('a read without an answer', () => {
  test.each<[string, typeof send, string]>([
    ['too many', refusing(429, 'APIGW.0308'), 'throttled'],
    ['too many, without a code', refusing(429), 'throttled'],
    ['a gateway that failed', refusing(503, 'APIGW.0605'), 'throttled'],
    ['an API that does not exist', refusing(404, 'APIGW.0101'), 'no_such_api'],
    ['an instance that does not exist', refusing(404, 'DBS.200002'), 'failed'],
    ['no right', refusing(403, 'DBS.200010'), 'failed'],
    ['an error of the service', refusing(500, 'DBS.280005'), 'failed'],
    [
      'no connection',
      async () => {
        throw new NotSent('no such host');
      },
      'failed',
    ],
  ])('%s', async (_, transmit, kind) => {
    const asked = asking(transmit)({ route: 'GET /v3/{project_id}/instances' });
    await expect(asked).rejects.toMatchObject({ name: 'Unanswered', kind });
  });

  test('a turn that comes after the time that remains is not waited for, and nothing leaves', async () => {
    let left = 0;
    const transmit: typeof send = async () => {
      left += 1;
      return { status: 200, headers: {}, body: '{}' };
    };
    const ask = asking(transmit, { turn: () => 60_000 }, () => 60_000);
    await expect(ask({ route: 'GET /v3/{project_id}/jobs' })).rejects.toMatchObject({ kind: 'time' });
    expect(left).toBe(0);
  });
});

test('a query that the vendor made a POST carries its body, and no field of it stands in the path', async () => {
  const sent: WireRequest[] = [];
  const transmit: typeof send = async (request) => {
    sent.push(request);
    return { status: 200, headers: {}, body: '{"total_count":0}' };
  };
  const question = {
    route: 'POST /v3/{project_id}/instances/resource-instances/action',
    body: { action: 'count' },
  };
  await expect(asking(transmit)(question)).resolves.toEqual({ total_count: 0 });
  expect(sent).toMatchObject([
    {
      method: 'POST',
      path: `/v3/${PLACE.project_id}/instances/resource-instances/action`,
      body: '{"action":"count"}',
    },
  ]);
});

describe('an API that has an older one beside it', () => {
  const question = {
    route: 'GET /v3.1/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
    older: 'GET /v3/{project_id}/instances/{instance_id}/db-upgrade/candidate-versions',
    names: { instance_id: PLUGIN_INSTANCE },
  };
  /** A host that knows these versions of it, and what it was asked. */
  const host = (name: string, ...known: string[]) => {
    const asked: (string | undefined)[] = [];
    const transmit: typeof send = async (request, ...more) => {
      const [, version = ''] = request.path.split('/');
      asked.push(version);
      return known.includes(version)
        ? { status: 200, headers: {}, body: JSON.stringify({ version }) }
        : refusing(404, 'APIGW.0101')(request, ...more);
    };
    const place = { endpoints: { [PLACE.region]: { gaussdb: `https://${name}.example.com` } } };
    const ask = () =>
      asker('gaussdb', PLACE, credentials, { ...settings, place }, LONG, { transmit })(question);
    return { asked, ask };
  };

  test('is asked itself where the host knows it', async () => {
    const { asked, ask } = host('both', 'v3', 'v3.1');
    await expect(ask()).resolves.toEqual({ version: 'v3.1' });
    await ask();
    expect(asked).toEqual(['v3.1', 'v3.1']);
  });

  test('is tried once where the host does not know it, and remembered for that host alone', async () => {
    const { asked, ask } = host('old', 'v3');
    await expect(ask()).resolves.toEqual({ version: 'v3' });
    await ask();
    expect(asked).toEqual(['v3.1', 'v3', 'v3']);
    const other = host('other', 'v3', 'v3.1');
    await other.ask();
    expect(other.asked).toEqual(['v3.1']);
  });

  test('is asked again where the host knew neither: it may have been the wrong host', async () => {
    const { asked, ask } = host('none');
    await expect(ask()).rejects.toMatchObject({ kind: 'no_such_api' });
    await expect(ask()).rejects.toMatchObject({ kind: 'no_such_api' });
    expect(asked).toEqual(['v3.1', 'v3', 'v3.1', 'v3']);
  });
});
