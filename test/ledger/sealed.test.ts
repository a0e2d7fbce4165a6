import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { installKernelPlugin } from '../../functions/install-kernel-plugin/operation.ts';
import { openLedger } from '../../shared/ledger/store.ts';
import { plugin } from '../world/cases.ts';
import { at } from '../world/clock.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';

const url =
  'https://packages.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz?AccessKeyId=AK0815&Signature=c2VjcmV0';

/** The intent below with that URL, as version 619f383 sealed it under the password of these tests. */
const SEALED_BEFORE =
  'bdt8fhinRcrU1H2YlAwR4rqQKndlfc02BjCMYUu/r2OjrxO5j52BEVG+klrG8CJiI1618zZtySDaOl5ry3yTes26t7kvZn4K' +
  '6JDuv7z6C9cWyB230P/OrJhLewEUby4iVaNhUDIcYQ63tLfmdXTDV3Gc1EyRv0/mTZaCeXgO9YBJWJjl9FirCDA+W8avLS6K' +
  'CxBb7GVZxg6u9BJplygRXhHpIXMQz40JLcZ9df2tv3HvxYc0cvQTnoqcNAu/9bj1BPNKYQNzHtN5YYDHLcV4C5CRVn97zphS' +
  'fEAzbau+h3PdRg1p0k+wNz7Xs69IdMT/4KSOi/Nmb2of08G2+hoNdjugc4Eq2sCCwNdYGVYYCJd4zHw1fHgHmVHXDnLDvlgt' +
  '8PY+Kzu+kiB2W1Wu2AKLaVFjfI78sXej14Ct+fYCV2flomnpASRLa80K9wfB+YE5RKsxVX55bguOghmpf8LtEoVQZfLUYgay' +
  'cL91IEi46BxHj8WjleFa8sm/NQ61fHHyl+OAaQ74Xn1Sfej/ohbOD5TGC925JA0IpaHHfI2T';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => world.close());

const send = (request_id = 'r') =>
  world.service.invoke(
    plugin.operation,
    world.mail(plugin.operation, { ...plugin.intent, url, not_before: 'PT10M', request_id }),
  );
const sentUrls = () => world.submissions(plugin).map((body) => JSON.parse(body).url);
const replaceSeal = (sealed: string) =>
  openLedger(String(process.env.LEDGER_TABLE)).change(
    installKernelPlugin,
    `${plugin.operation}#${plugin.intent.project_id}#r`,
    (entry) => ({ ...entry, sealed }),
  );

describe('a sealed intent', () => {
  test('costs whoever guesses the credential a scrypt each; a run derives its key once', async () => {
    const crypto = process.getBuiltinModule('node:crypto');
    const cheap = jest.spyOn(crypto, 'hkdfSync');
    await send('warm-up');
    const costly = jest.spyOn(crypto, 'scryptSync');
    for (const id of ['r', 'r2', 'r3']) await send(id);
    at(10);
    await world.resume(plugin.operation);
    expect(cheap).not.toHaveBeenCalled();
    // The breaker derives the name of the login, which is shorter.
    expect(costly.mock.calls.filter(([, , length]) => length === 32)).toEqual([]);
    const [one, other] = [await world.entry('r'), await world.entry('r2')];
    expect(one?.sealed).toMatch(/^scrypt:[\w+/=]+$/);
    expect(other?.sealed).not.toBe(one?.sealed);
    expect(sentUrls()).toContain(url);
  });

  test('of the version before is still opened, and sent whole', async () => {
    await send();
    await replaceSeal(SEALED_BEFORE);
    at(10);
    expect(await world.resume(plugin.operation)).toMatchObject({ lines: [{ status: 'accepted' }] });
    expect(sentUrls()).toEqual([url]);
  });

  test.each(['an old one', 'a new one'])('that was altered (%s) ends, and nothing is sent', async (which) => {
    await send();
    const sealed = which === 'an old one' ? SEALED_BEFORE : ((await world.entry('r'))?.sealed ?? '');
    await replaceSeal(`${sealed.slice(0, -8)}AAAAAAA=`);
    at(10);
    expect(await world.resume(plugin.operation)).toMatchObject({
      lines: [{ outcomes: [{ verdict: 'not_sent', code: 'unusable' }] }],
    });
    expect(sentUrls()).toEqual([]);
  });
});
