import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { faultsIn, idOf, operationNamed, read, settings } from './intent-cases.ts';

const operation = operationNamed('install-kernel-plugin');
const intent = (url: string) => ({
  instance_id: idOf(1, 'in14'),
  plugin_name: 'postgis',
  sha_256: '0'.repeat(64),
  url,
});
const OBS = 'plug-1.obs.ap-southeast-1.myhuaweicloud.com';

describe('taken, and sent as written', () => {
  test.each([
    ["the page's sample", 'xxxx.obs.bucket1'],
    ['an object on OBS', `https://${OBS}/pkg%20a/Yukon.tar.gz`],
    [
      'a shared object with its query',
      `https://${OBS}/Yukon.tar.gz?AccessKeyId=4&Expires=1&Signature=a%2Bb%3D`,
    ],
    // As the vendor's page "Accessing OBS Using a Temporary URL" writes a shared file's (obs_40_0009).
    [
      'a shared file as the OBS console gives it',
      `https://${OBS}:443/Yukon.tar.gz?AccessKeyId=4&Expires=1&response-content-disposition=a&x-obs-security-token=t&Signature=s`,
    ],
    // So in the vendor's SDK (MetaStudio, `audio_url`), and in shared URLs that people pass on.
    [
      "OBS's host without a region",
      'https://plug-1.obs.myhuaweicloud.com:443/Yukon.tar.gz?AccessKeyId=4&Expires=1&Signature=s',
    ],
    ['an @ in the query', `https://${OBS}/Yukon.tar.gz?by=me@example.com`],
    ['a bucket with dots', 'https://my.bucket.obs.cn-north-4.myhuaweicloud.com/x'],
    ['the European cloud', 'https://plug-1.obs.eu-west-101.myhuaweicloud.eu/x'],
    ['a region without a number', 'https://plug-1.obs.eu-de.myhuaweicloud.com/x'],
  ])('%s', (_, url) => {
    expect(read(operation, intent(url)).fields).toMatchObject({ url });
  });
});

test("a cloud of one's own whose name has a hyphen is taken with a region and without", () => {
  const mine = { ...settings, place: { ...settings.place, cloud: 'my-cloud.example' } };
  for (const host of ['plug-1.obs.eu-de', 'plug-1.obs']) {
    const url = `https://${host}.my-cloud.example/x`;
    expect(read(operation, intent(url), mine).fields).toMatchObject({ url });
  }
  const other = intent('https://plug-1.obs.eu-de.my-cloud.example.evil.com/x');
  expect(faultsIn(operation, other, mine)).toHaveLength(1);
});

test('the settings that are passed decide, of several clouds in turn, and never the environment', () => {
  const domain = fc.stringMatching(/^[a-z]{3,12}\.example$/);
  fc.assert(
    fc.property(domain, domain, domain, (cloud, other, environment) => {
      fc.pre(cloud !== other);
      process.env.HW_CLOUD = environment;
      try {
        for (const [at, count] of [[cloud, 0] as const, [other, 1] as const, [undefined, 1] as const]) {
          const site = { ...settings, place: { ...settings.place, cloud: at } };
          const url = `https://plug-1.obs.eu-de.${cloud}/x`;
          expect(faultsIn(operation, intent(url), site)).toHaveLength(count);
        }
      } finally {
        delete process.env.HW_CLOUD;
      }
    }),
  );
});

describe('refused', () => {
  test.each([
    ['http', `http://${OBS}/x`],
    ['ftp', `ftp://${OBS}/x`],
    ['file', 'file:///etc/passwd'],
    ['data', 'data:text/plain,x'],
    ['another scheme in one word', 'javascript:alert'],
    ['another host', 'https://evil.example.com/x'],
    ['another host with the OBS host as its path', `https://evil.example.com/${OBS}/x`],
    ['another host with the OBS host as its query', `https://evil.example.com?${OBS}`],
    ['another host with the OBS host as its fragment', `https://evil.example.com#.${OBS}`],
    ['the OBS host as the beginning of another', `https://${OBS}.evil.com`],
    ['the OBS host as the beginning of another, with a path', `https://${OBS}.evil.com/x`],
    ['the same with a percent-encoded dot', `https://${OBS}%2eevil.com/x`],
    ["an OBS host of nobody's cloud", 'https://plug-1.obs.ap-southeast-1.evil.com/x'],
    ['a host that only ends like the cloud', 'https://plug-1.obs.ap-southeast-1.evilmyhuaweicloud.com/x'],
    ['no bucket', 'https://obs.ap-southeast-1.myhuaweicloud.com/x'],
    ['another service of the cloud', 'https://gaussdb.ap-southeast-1.myhuaweicloud.com/x'],
    ["no region on nobody's cloud", 'https://plug-1.obs.evil.com/x'],
    ['no region and no bucket', 'https://obs.myhuaweicloud.com/x'],
    ['a user', `https://user@${OBS}/x`],
    ['user and password', `https://user:pw@${OBS}/x`],
    ['the OBS host as user of another', `https://${OBS}@evil.example.com/x`],
    ['the OBS host as password of another', `https://x:${OBS}@evil.example.com/x`],
    ['an empty user', `https://@${OBS}/x`],
    ['a port', `https://${OBS}:8443/x`],
    ['the port of http', `https://${OBS}:80/x`],
    ['a port spelled with a zero', `https://${OBS}:0443/x`],
    ['a colon without a port', `https://${OBS}:/x`],
    ['the usual port behind a user', `https://user@${OBS}:443/x`],
    ['the usual port of another host', 'https://evil.example.com:443/x'],
    ['the usual port without scheme', `${OBS}:443`],
    ['no scheme but slashes', `//${OBS}/x`],
    ['no scheme but a path', `${OBS}/x`],
    ['another host without scheme, the OBS host behind', `evil.com/@${OBS}`],
    ['a user without scheme', `user@${OBS}`],
    ['one slash', `https:/${OBS}/x`],
    ['no slash', `https:${OBS}`],
    ['three slashes', `https:///${OBS}/x`],
    ['a backslash for a slash', `https:\\\\${OBS}\\x`],
    ['a backslash in the host', `https://evil.example.com\\.${OBS}/x`],
    ['a backslash in a bare name', 'evil.com\\x'],
    ['a space', `https://${OBS}/a b`],
    ['a tab in the scheme', `ht\ttps://${OBS}/x`],
    ['a line break at the end', `https://${OBS}/x\n`],
    ['a line break in a bare name', 'xxxx.obs.bucket1\nHost: evil.com'],
    ['a null character', `https://${OBS}/x\u0000`],
    ['a full-width stop in the host', `https://plug-1．obs.ap-southeast-1.myhuaweicloud.com/x`],
    ['a Cyrillic letter in the host', `https://plug-1.оbs.ap-southeast-1.myhuaweicloud.com/x`],
    ['a full-width slash in a bare name', 'evil.com／x'],
    ['an IPv4 address', 'https://169.254.169.254/latest/meta-data'],
    ['an IPv4 address as a number', 'https://2852039166/x'],
    ['an IPv6 address', 'https://[::1]/x'],
    ['an address and port without scheme', '169.254.169.254:80'],
    ['an IPv6 address and port without scheme', '[::1]:80'],
    ['a host and port without scheme', 'evil.com:8080'],
    ['percent-encoded slashes without scheme', '%2f%2fevil.com%2fx'],
    ['the empty host', 'https://'],
    ['nothing', ''],
    ['a very long one', `https://${OBS}/${'x'.repeat(4096)}`],
  ])('%s', (_, url) => {
    const faults = faultsIn(operation, intent(url));
    expect(faults.length).toBeGreaterThan(0);
    for (const { path, message } of faults) {
      expect(path).toBe('url');
      expect(message).toMatch(/^expected /);
    }
  });

  test.each([
    [
      `https://${OBS}:443/插件/Y.tar.gz?Signature=s`,
      'expected "插" percent-encoded in the URL, as %E6%8F%92',
    ],
    [`https://${OBS}/my plugin.tar.gz`, 'expected " " percent-encoded in the URL, as %20'],
    [`https://${OBS}/a\\b`, 'expected "\\\\" percent-encoded in the URL, as %5C'],
    [
      'https://obs.cn-north-4.myhuaweicloud.com/plug-ins/Y.tar.gz',
      'expected the bucket before the OBS host, as in https://<bucket>.obs.<region>.<cloud>/…',
    ],
    [
      `http://${OBS}/x`,
      'expected a URL that begins with https://, as in https://<bucket>.obs.<region>.<cloud>/…',
    ],
    [
      `https://${OBS}:80/x`,
      'expected no port other than 443 in the URL, as in https://<bucket>.obs.<region>.<cloud>/…',
    ],
    [`https://me@${OBS}/x`, 'expected no user in the URL, as in https://<bucket>.obs.<region>.<cloud>/…'],
    ['https://evil.example.com/x', 'expected an OBS host, as in https://<bucket>.obs.<region>.<cloud>/…'],
  ])('%s says what is wrong', (url, message) => {
    expect(faultsIn(operation, intent(url))).toEqual([
      { path: 'url', message: expect.stringContaining(`${message}, got `) },
    ]);
  });

  test('one character that has to be encoded is named, whichever it is', () => {
    const strange = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 });
    fc.assert(
      fc.property(strange, (text) => {
        const [first = ''] = text;
        fc.pre(first.isWellFormed() && !/[\x21-\x5b\x5d-\x7e]/.test(first));
        expect(faultsIn(operation, intent(`https://${OBS}/a${first}b`))).toEqual([
          { path: 'url', message: expect.stringContaining(`as ${encodeURIComponent(first)}, got `) },
        ]);
        expect(faultsIn(operation, intent(`https://${OBS}/a${encodeURIComponent(first)}b`))).toEqual([]);
      }),
    );
  });

  test('the fault does not print the query', () => {
    const faults = faultsIn(operation, intent(`http://${OBS}/x?AccessKeyId=SECRET&Signature=SECRET`));
    expect(JSON.stringify(faults)).not.toContain('SECRET');
  });
});
