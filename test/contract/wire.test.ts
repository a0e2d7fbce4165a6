import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { catalog } from '../../functions/catalog.ts';
import { fillRoute } from '../../shared/huawei/route.ts';
import { signatureCredentials } from '../../shared/huawei/signature.ts';
import { setClock } from '../world/clock.ts';
import { type ScriptedCloud, startScriptedCloud } from '../world/scripted-cloud.ts';
import { type Service, startService } from '../world/service.ts';

interface Recording {
  readonly operation: string;
  readonly intent: Record<string, unknown>;
  readonly project_id: string;
  readonly access_key: string;
  readonly secret_key: string;
  readonly security_token?: string;
  readonly wire: { method: string; path: string; headers: Record<string, string>; body: string };
}

const { requests: recordings } = JSON.parse(
  readFileSync(new URL('./wire.json', import.meta.url), 'utf8'),
) as { requests: Recording[] };

// The recordings were made against this host, and the host is part of what is signed.
const RECORDED_PORT = 36147;
const RECORDED_ORIGIN = `http://127.0.0.1:${RECORDED_PORT}`;

let cloud: ScriptedCloud;
let service: Service;

beforeAll(async () => {
  cloud = await startScriptedCloud();
  service = await startService(
    {
      iam: RECORDED_ORIGIN,
      gaussdb: RECORDED_ORIGIN,
      taurusdb: RECORDED_ORIGIN,
      geminidb: RECORDED_ORIGIN,
    },
    { HW_DOMAIN_NAME: '', HW_USER_NAME: '', HW_USER_PASSWORD: '' },
  );
});
afterAll(async () => {
  await service.close();
  await cloud.close();
});
beforeEach(() => {
  cloud.calls.length = 0;
  connectToCloud(Number(new URL(cloud.origin).port));
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** Whatever connects to the recorded port reaches the scripted cloud; the request itself is not touched. */
function connectToCloud(port: number) {
  const prototype = process.getBuiltinModule('node:http').Agent.prototype as unknown as {
    createConnection(options: { port?: unknown }, done: unknown): unknown;
  };
  const connect = prototype.createConnection;
  jest.spyOn(prototype, 'createConnection').mockImplementation(function (this: unknown, options, done) {
    const there = Number(options.port) === RECORDED_PORT ? { ...options, port } : options;
    return connect.call(this as typeof prototype, there, done);
  });
}

const isoOf = (date: string) =>
  date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');

test('every operation was recorded three times', () => {
  expect(recordings).toHaveLength(12);
  expect(new Set(recordings.map(({ operation }) => operation)).size).toBe(4);
});

/** Two recordings carry a shared URL that was over when they were made: the product refuses it. */
const isOver = ({ intent, wire }: (typeof recordings)[number]) => {
  const [, seconds] = /[?&]Expires=(\d+)/.exec(String((intent as { url?: string }).url)) ?? [];
  return Number(seconds) * 1000 <= Date.parse(isoOf(wire.headers['x-sdk-date'] ?? ''));
};
const numbered = recordings.map((recording, index) => ({ index, ...recording }));

describe.each(numbered.filter(isOver))('recording $index, $operation', (recording) => {
  const { operation: name, intent, project_id, access_key, secret_key, security_token, wire } = recording;
  test('is not sent, and would be signed byte for byte', async () => {
    setClock(isoOf(wire.headers['x-sdk-date'] ?? ''));
    const ran = await service.invoke(name, { ...intent, project_id });
    expect([ran.lines[0]?.status, cloud.calls]).toEqual(['expired', []]);

    const operation = catalog.find((one) => one.name === name);
    const { language: ___, ...fields } = intent;
    const request = fillRoute(operation?.route ?? '', { ...fields, project_id });
    const { authorization: _, host: __, ...headers } = wire.headers;
    const keys = { kind: 'keys', accessKey: access_key, secretKey: secret_key } as const;
    const credentials = signatureCredentials(
      { ...keys, ...(security_token && { securityToken: security_token }) },
      project_id,
    );
    const sent = Object.fromEntries(
      Object.entries(headers).filter(([header]) => !/^x-(sdk-date|project-id|security-token)$/.test(header)),
    );
    const signed = await credentials.sign({ ...request, origin: RECORDED_ORIGIN, headers: sent });
    expect(signed.body).toBe(wire.body);
    expect(signed.headers.authorization).toBe(wire.headers.authorization);
  });
});

describe.each(numbered.filter((recording) => !isOver(recording)))(
  'recording $index, $operation',
  ({ operation, intent, project_id, access_key, secret_key, security_token, wire }) => {
    test("the same intent, keys and time give the vendor's SDK's request, byte for byte", async () => {
      setClock(isoOf(wire.headers['x-sdk-date'] ?? ''));
      Object.assign(process.env, {
        HW_ACCESS_KEY: access_key,
        HW_SECRET_KEY: secret_key,
        HW_SECURITY_TOKEN: security_token ?? '',
      });
      const ran = await service.invoke(operation, { ...intent, project_id });

      expect(cloud.tokens).toHaveLength(0);
      expect(cloud.calls).toHaveLength(1);
      const { connection, 'content-length': length, ...headers } = cloud.calls[0]?.headers ?? {};
      expect({ ...cloud.calls[0], headers }).toEqual(wire);
      expect(length).toBe(String(Buffer.byteLength(wire.body)));
      expect(connection).toBe('keep-alive');

      const printed = ran.raw.join('');
      const signature = wire.headers.authorization?.split('Signature=')[1];
      for (const secret of [secret_key, security_token, signature]) {
        if (secret) expect(printed).not.toContain(secret);
      }
    });
  },
);
