import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openLedger } from '../../shared/ledger/store.ts';
import { type Cloud, startCloud } from '../../stand-in/cloud/cloud.ts';
import { type LedgerTable, startLedgerTable } from '../../stand-in/platform/ledger-table.ts';
import type { Kept } from '../../stand-in/secrets/kept.ts';
import { leaksIn } from '../../stand-in/secrets/leaks.ts';
import { plugin, proxy } from '../world/cases.ts';
import { type Service, startService } from '../world/service.ts';

let cloud: Cloud;
let service: Service;
let table: LedgerTable;
beforeAll(async () => {
  cloud = await startCloud();
  table = await startLedgerTable();
  service = await startService(cloud.endpoints, { AWS_ENDPOINT_URL_DYNAMODB: table.endpoint });
  process.env.LEDGER_TABLE = await table.create();
});
afterAll(async () => {
  await service.close();
  await Promise.all([cloud.close(), table.close()]);
});

const kept = () => globalThis.keptOutputs as Kept;
const leaksOf = (secret: string, text: string) =>
  leaksIn({ outputs: new Map([[text, 'here']]), secrets: new Set([secret]) }).length;

describe('what is kept of every test file', () => {
  const SIGNATURE = 'q83vOBSsignatureKj0';
  const url = `${plugin.intent.url}?AccessKeyId=OBSKEY0000000001&Expires=9767225600&Signature=${SIGNATURE}`;

  test('are the secrets that it used, whoever made them', async () => {
    const intent = { ...plugin.intent, url };
    const { lines } = await service.fire('webhook', plugin.operation, intent);
    expect(lines).toMatchObject([{ status: 'accepted' }]);
    const [key] = cloud.state.accessKeys.values();
    Object.assign(process.env, { HW_ACCESS_KEY: key?.access, HW_SECRET_KEY: key?.secret });
    for (const name of ['HW_DOMAIN_NAME', 'HW_USER_NAME', 'HW_USER_PASSWORD']) delete process.env[name];
    await service.fire('timer', proxy.operation, proxy.intent);
    const [token = ''] = cloud.state.tokens.keys();
    const signed = cloud.received.find(({ headers }) => headers.authorization)?.headers.authorization ?? '';
    for (const secret of [
      ...['correct horse battery staple', token, service.secret, key?.secret],
      ...[signed.split('Signature=')[1], SIGNATURE, 'OBSKEY0000000001', 'local-secret-access-key'],
    ]) {
      expect(kept().secrets).toContain(secret);
    }
  });

  test('are the items of a table that was closed before anybody looked', async () => {
    const closed = await startLedgerTable();
    const { collectors } = kept();
    const collect = collectors.at(-1);
    process.env.AWS_ENDPOINT_URL_DYNAMODB = closed.endpoint;
    const { table: ledger } = openLedger(await closed.create());
    await ledger.put({ pk: 'p', version: 1, write_id: 'w', doc: '"stays"', expires_at: 2e9 }, 'nothing');
    process.env.AWS_ENDPOINT_URL_DYNAMODB = table.endpoint;
    await closed.close();
    expect((await collect?.())?.join()).toContain('stays');
  });

  test('are its lines, answers, attributes and ledger items', async () => {
    await service.fire('queue', plugin.operation, { nothing: 'of use' });
    const stored = (await Promise.all(kept().collectors.map((collect) => collect()))).flat();
    expect(stored.join('\n')).toContain(String(plugin.intent.instance_id));
    const places = [...new Set(kept().outputs.values())];
    expect(places).toEqual(
      expect.arrayContaining([
        'log lines',
        'what a function returned',
        expect.stringMatching(/^attributes on .*install-kernel-plugin$/),
        expect.stringMatching(/^a message on .*-dead$/),
      ]),
    );
  });

  test('hold none of each other by now', () => {
    expect(leaksIn(kept())).toEqual([]);
  });
});

describe('a secret', () => {
  const secret = 'p"a ss/word+with=odd characters';
  test.each([
    ['as it is', `x${secret}x`],
    ['in JSON', JSON.stringify({ said: secret })],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ said: secret }).slice(3))],
    ['in a URL', `https://host/?x=${encodeURIComponent(secret)}`],
    ['cut at its end', `${secret.slice(0, 18)}…`],
    ['cut at its beginning', `…${secret.slice(-18)}`],
  ])('is found %s', (_title, text) => {
    expect(leaksOf(secret, text)).toBeGreaterThan(0);
  });

  test('is not found where it is masked', () => {
    expect(leaksOf(secret, 'the password *** of upkeep is wrong')).toBe(0);
  });
});
