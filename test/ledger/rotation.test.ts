import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type SecretStore, startSecretStore } from '../permissions/secret-store.ts';
import { plugin } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const url =
  'https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz?AccessKeyId=AK0815&Signature=c2VjcmV0';

let world: LedgerWorld;
let store: SecretStore;
let made = 0;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
  store = await startSecretStore(() => undefined);
});
beforeEach(async () => {
  await world.reset();
  world.signWithKeys();
  const { HW_ACCESS_KEY: access = '', HW_SECRET_KEY: secret = '' } = process.env;
  world.set({ HW_ACCESS_KEY: undefined, HW_SECRET_KEY: undefined });
  world.set({ AWS_ENDPOINT_URL_SECRETS_MANAGER: store.endpoint });
  made += 1;
  key = { access, secret };
});
afterAll(async () => {
  await store.close();
  await world.close();
});

let key: { access: string; secret: string };
/** Two names of one secret: under each a process has read of it what it has. */
const [early, late] = ['early', 'late'].map((process) => () => `db-upkeep/${process}/${made}`);
const nameOf = (process = early) => process?.() ?? '';
const rotateTo = (secret: string) => {
  for (const process of [early, late])
    store.put(nameOf(process), JSON.stringify({ HW_ACCESS_KEY: key.access, HW_SECRET_KEY: secret }));
};
const as = (process = early) => world.set({ HW_CREDENTIALS_SECRET: nameOf(process) });
const send = (more: object = {}) =>
  world.service.invoke(
    plugin.operation,
    world.mail(plugin.operation, { ...plugin.intent, request_id: 'r', url, ...more }),
  );
const sentUrls = () => world.submissions(plugin).map((body) => JSON.parse(body).url);

describe('an install that waits with a secret', () => {
  test.each([[['the-old-one']], [['the-oldest-one', 'the-old-one']]])(
    'sealed after a rotation is opened by a process that still holds %j',
    async (held) => {
      for (const secret of held) rotateTo(secret);
      as(early);
      expect(await send({ request_id: 'one', not_before: 'PT20M' })).toMatchObject({
        lines: [{ status: 'held' }],
      });
      rotateTo(key.secret);
      as(late);
      expect(await send({ not_before: 'PT2M' })).toMatchObject({ lines: [{ status: 'held' }] });
      as(early);
      at(3);
      expect(await world.resume(plugin.operation)).toMatchObject({
        dead: [],
        lines: [{ status: 'accepted' }],
      });
      expect(sentUrls()).toEqual([url]);
    },
  );

  test('sealed before a rotation is opened after it', async () => {
    rotateTo('the-old-one');
    as(early);
    await send({ not_before: 'PT10M' });
    rotateTo(key.secret);
    at(10);
    expect(await world.resume(plugin.operation)).toMatchObject({ lines: [{ status: 'accepted' }] });
    expect(sentUrls()).toEqual([url]);
  });

  test('sealed before two rotations ends, and nothing is sent', async () => {
    rotateTo('the-oldest-one');
    as(early);
    await send({ not_before: 'PT10M' });
    rotateTo('the-old-one');
    rotateTo(key.secret);
    at(10);
    expect(await world.resume(plugin.operation)).toMatchObject({
      lines: [{ outcomes: [{ verdict: 'not_sent', code: 'unusable' }] }],
    });
    expect(sentUrls()).toEqual([]);
  });

  test('goes on waiting while the store of secrets does not answer', async () => {
    rotateTo('the-old-one');
    as(early);
    await send({ not_before: 'PT10M' });
    rotateTo(key.secret);
    at(10);
    world.set({ AWS_ENDPOINT_URL_SECRETS_MANAGER: 'http://127.0.0.1:1' });
    expect(await world.resume(plugin.operation)).toMatchObject({ dead: [] });
    world.set({ AWS_ENDPOINT_URL_SECRETS_MANAGER: store.endpoint });
    at(30);
    expect(await world.resume(plugin.operation)).toMatchObject({ lines: [{ status: 'accepted' }] });
  });
});
