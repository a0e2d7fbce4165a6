import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { plugin } from '../world/cases.ts';
import { at, START } from '../world/clock.ts';
import { triggers } from '../world/triggers.ts';
import { type LedgerWorld, startWorld } from '../world/world.ts';
import { OWN_ROLE, own } from './rules.ts';

let world: LedgerWorld;
beforeAll(async () => {
  world = await startWorld({ ledger: true });
});
beforeEach(() => world.reset());
afterAll(() => world.close());

const SHA = String(plugin.intent.sha_256);
const OTHER_SHA = 'f'.repeat(64);
const urlOn = (bucket: string, query = '') =>
  `https://${bucket}.obs.ap-southeast-1.myhuaweicloud.com/postgis.tar.gz${query}`;
const allowed = [
  { sha_256: SHA.toUpperCase(), bucket: 'packages', name: 'Yukon 1.1' },
  { sha_256: OTHER_SHA, bucket: 'other-packages' },
];
const install = (fields: object = {}, attributes: Record<string, string> = {}) =>
  world.service.invoke(
    plugin.operation,
    world.mail(
      plugin.operation,
      { ...plugin.intent, request_id: 'r', ...fields },
      { attributes, senderId: own('receive-webhook') },
    ),
  );
const installs = () => world.submissions(plugin).length;
const WEBHOOK = { trigger: 'webhook', sender: 'change-desk' };

describe('a list of packages', () => {
  beforeEach(() => world.set({ PLUGIN_PACKAGES: JSON.stringify(allowed) }));

  test.each([
    ['as it stands there', {}],
    ['in the other letter case', { sha_256: SHA.toUpperCase() }],
    ['on the host without a region', { url: 'https://packages.obs.myhuaweicloud.com:443/postgis.tar.gz' }],
    ['with a query', { url: urlOn('packages', '?AccessKeyId=AK&Expires=9999999999&Signature=s') }],
  ])('lets a package through %s', async (_title, fields) => {
    expect((await install(fields)).lines).toMatchObject([{ status: 'accepted' }]);
  });

  const wrong: readonly (readonly [string, object, string])[] = [
    ['another package', { sha_256: 'e'.repeat(64) }, `sha_256: ${'e'.repeat(64)} is not on the list`],
    [
      'the package in a bucket of somebody else',
      { url: urlOn('packages-2') },
      'bucket: packages-2 is not where this package may lie',
    ],
    [
      "the package in another package's bucket",
      { url: urlOn('other-packages') },
      'bucket: other-packages is not where this package may lie',
    ],
    [
      "another package in this one's bucket",
      { sha_256: OTHER_SHA },
      'bucket: packages is not where this package may lie',
    ],
    [
      'a bucket that begins like it',
      { url: urlOn('packages.evil') },
      'bucket: packages.evil is not where this package may lie',
    ],
    [
      'a bucket that hides the host',
      { url: urlOn('packages.obs.ap-southeast-1') },
      'bucket: packages.obs.ap-southeast-1 is not where this package may lie',
    ],
    [
      'a bucket that hides the host, on the host without a region',
      { url: 'https://packages.obs.ap-southeast-1.obs.myhuaweicloud.com/postgis.tar.gz' },
      'bucket: packages.obs.ap-southeast-1 is not where this package may lie',
    ],
    [
      'a bare name',
      { url: 'packages.obs.bucket1' },
      'bucket: a URL that names none is not where this package may lie',
    ],
  ];
  test.each(wrong)('keeps out %s, whoever brings it', async (_title, fields, said) => {
    const ran = await install(fields, WEBHOOK);
    const reason = `webhook change-desk: rule PLUGIN_PACKAGES, field ${said}`;
    expect(ran).toMatchObject({
      lines: [{ status: 'forbidden', reason }],
      dead: [{ attributes: { status: 'forbidden' } }],
    });
    expect((await install(fields)).lines).toMatchObject([{ status: 'forbidden' }]);
    expect(installs()).toBe(0);
    expect(await world.items()).toEqual([]);
  });

  test.each(triggers)('is kept by every trigger (%s)', async (way) => {
    const intent = { ...plugin.intent, sha_256: 'e'.repeat(64) };
    if (way === 'webhook') {
      const { answer } = await world.service.post(plugin.operation, JSON.stringify(intent));
      expect([answer.statusCode, answer.body]).toEqual([403, expect.stringContaining('PLUGIN_PACKAGES')]);
    } else
      expect((await world.service.fire(way, plugin.operation, intent)).lines).toMatchObject([
        { status: 'forbidden' },
      ]);
    expect(installs()).toBe(0);
  });

  test('is asked again before what waited is sent', async () => {
    await install({ not_before: 'PT10M' }, WEBHOOK);
    world.set({ PLUGIN_PACKAGES: JSON.stringify(allowed.slice(1)) });
    at(10);
    expect((await world.resume(plugin.operation)).lines).toMatchObject([
      { status: 'forbidden', reason: expect.stringContaining('PLUGIN_PACKAGES') },
    ]);
    expect(installs()).toBe(0);
  });

  test.each([
    [
      'JSON with a key twice',
      `[{"sha_256":"${'0'.repeat(64)}","bucket":"packages","bucket":"others"}]`,
      /PLUGIN_PACKAGES: expected a JSON list of packages.*, got text of length \d+$/,
    ],
    ['no JSON', 'packages', /PLUGIN_PACKAGES: expected a JSON list of packages.*, got text of length 8$/],
    ['no list', '{}', /expected a JSON list of packages.*, got an object$/],
    [
      'a short sum',
      '[{"sha_256":"ab","bucket":"packages"}]',
      /\[0\]\.sha_256: expected the SHA-256 of a package, 64 hex digits/,
    ],
    ['no bucket', `[{"sha_256":"${SHA}"}]`, /\[0\]\.bucket: expected the name of an OBS bucket/],
    ['a pattern', `[{"sha_256":"${SHA}","bucket":"*"}]`, /\[0\]\.bucket: expected the name of an OBS bucket/],
    [
      'a misspelt field',
      `[{"sha_256":"${SHA}","bucket":"packages","bukket":"x"}]`,
      /PLUGIN_PACKAGES\[0\]\.bukket: is not a field/,
    ],
  ])('that is %s stops every install until it is mended', async (_title, PLUGIN_PACKAGES, message) => {
    world.set({ PLUGIN_PACKAGES });
    const ran = await install({}, WEBHOOK);
    expect(ran).toMatchObject({
      again: true,
      lines: [{ status: 'failed', reason: expect.stringMatching(message) }],
    });
    expect(installs()).toBe(0);
  });
});

describe('without a list', () => {
  test('anything goes on this machine', async () => {
    expect((await install()).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test.each(['', '[]'])('a deployed stage installs nothing (%j)', async (PLUGIN_PACKAGES) => {
    world.set({
      ...{
        STAGE: 'prod',
        OWN_SENDERS: OWN_ROLE,
        HW_PROJECT_ID: String(plugin.intent.project_id),
        PLUGIN_PACKAGES,
      },
      ...{ HW_USER_PASSWORD: undefined, WEBHOOK_SENDERS: undefined, TIMING: undefined },
    });
    const reason = `webhook change-desk: rule PLUGIN_PACKAGES, field sha_256: ${SHA} is not on the list`;
    expect((await install({}, WEBHOOK)).lines).toMatchObject([{ status: 'forbidden', reason }]);
    expect(installs()).toBe(0);
  });
});

describe('a shared URL', () => {
  beforeEach(() => world.set({ PLUGIN_PACKAGES: JSON.stringify(allowed) }));

  const seconds = (time: number) => Math.floor(time / 1000);
  const compact = (time: number) => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  const MINUTE = 60_000;
  const past: readonly (readonly [string, string])[] = [
    ['Expires', `?AccessKeyId=A&Expires=${seconds(START - MINUTE)}&Signature=x`],
    ['Expires this very second', `?Expires=${seconds(START)}`],
    ['Expires of another letter case', `?expires=${seconds(START - MINUTE)}`],
    ['X-Amz-Expires', `?X-Amz-Date=${compact(START - 11 * MINUTE)}&X-Amz-Expires=600&X-Amz-Signature=x`],
    ['two of them, one past', `?Expires=${seconds(START + MINUTE)}&Expires=${seconds(START - MINUTE)}`],
    [
      'one kind past and one to come',
      `?Expires=${seconds(START + MINUTE)}&X-Amz-Date=${compact(START - 11 * MINUTE)}&X-Amz-Expires=600`,
    ],
    ['an encoded name', `?%45xpires=${seconds(START - MINUTE)}`],
  ];
  test.each(past)('that is over is refused, told by %s', async (_title, query) => {
    const ran = await install({ url: urlOn('packages', query) });
    expect(ran).toMatchObject({
      lines: [{ status: 'expired' }],
      dead: [{ attributes: { status: 'expired' } }],
    });
    expect(ran.lines[0]?.reason).toMatch(
      /^the shared URL expires 2024-10-30T0[12]:\d\d:00\.000Z, now 2024-10-30T02:00:00\.000Z; nothing was sent$/,
    );
    expect(installs()).toBe(0);
  });

  const good: readonly (readonly [string, string])[] = [
    ['Expires', `?Expires=${seconds(START + MINUTE)}`],
    ['X-Amz-Expires', `?X-Amz-Date=${compact(START - 9 * MINUTE)}&X-Amz-Expires=600`],
    ['nothing', ''],
    ['a time that is none', '?Expires=soon'],
    ['half of it', '?X-Amz-Expires=1'],
  ];
  test.each(good)('that still works is used, told by %s', async (_title, query) => {
    expect((await install({ url: urlOn('packages', query) })).lines).toMatchObject([{ status: 'accepted' }]);
  });

  test.each([
    ['Expires=1614931079', 'the shared URL expires 2021-03-05T07:57:59.000Z'],
    ['Expires=-99999999999999999999', 'the shared URL expires 1970-01-01T00:00:00.000Z'],
    [
      `Expires=${START + 60 * MINUTE}`,
      'the shared URL expires after the year 3000: Expires counts seconds, and this may be milliseconds',
    ],
  ])('is looked at without a list too, with %s', async (query, reason) => {
    world.set({ PLUGIN_PACKAGES: undefined });
    const ran = await install({ url: urlOn('packages', `?${query}`) });
    expect(ran.lines).toMatchObject([
      { status: 'expired', reason: `${reason}, now 2024-10-30T02:00:00.000Z; nothing was sent` },
    ]);
    expect(installs()).toBe(0);
  });

  test('that works now and not when its time comes is refused at once', async () => {
    const url = urlOn('packages', `?Expires=${seconds(START + 5 * MINUTE)}`);
    const ran = await install({ url, not_before: 'PT10M' });
    expect(ran.lines).toMatchObject([
      {
        status: 'expired',
        reason:
          'the shared URL expires 2024-10-30T02:05:00.000Z, not_before 2024-10-30T02:10:00.000Z; nothing was sent',
      },
    ]);
  });

  test('that expires while its request waits is not sent', async () => {
    world.cloud.faults.add({ call: plugin.call, fault: { kind: 'busy' } });
    const url = urlOn('packages', `?Expires=${seconds(START + 30_000)}`);
    expect((await install({ url })).lines).toMatchObject([{ status: 'held' }]);
    at(3);
    expect((await world.resume(plugin.operation)).lines).toMatchObject([{ status: 'expired' }]);
    expect(installs()).toBe(1);
  });
});
