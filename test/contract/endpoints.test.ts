import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { endpointOf, knownRegions } from '../../shared/huawei/endpoints.ts';
import { loadSettings } from '../../shared/settings/settings.ts';
import { InvalidIntent } from '../../shared/terms/errors.ts';
import { thrownBy } from '../unit/thrown-by.ts';

const services = ['gaussdb', 'taurusdb', 'geminidb'] as const;
const table = JSON.parse(readFileSync(new URL('./endpoints.json', import.meta.url), 'utf8')) as Record<
  (typeof services)[number],
  Record<string, string>
>;
const bare = loadSettings({}).place;

describe.each(services)('%s', (service) => {
  test("our table is the vendor's, no region more or less and none twice", () => {
    const known = knownRegions(service);
    const ours = Object.fromEntries(known.map((region) => [region, endpointOf(service, region, bare)]));
    expect(ours).toEqual(table[service]);
    expect(new Set(known).size).toBe(known.length);
  });

  test('a region nobody knows is refused with the known ones and the way out', () => {
    const error = thrownBy(InvalidIntent, () => endpointOf(service, 'xx-nowhere-9', bare));
    expect(error.faults).toHaveLength(1);
    expect(error.faults[0]?.path).toBe('region');
    for (const region of Object.keys(table[service])) expect(error.message).toContain(region);
    expect(error.message).toContain('HW_ENDPOINTS');
    expect(error.message).toContain(`{"xx-nowhere-9":{"${service}":"https://…"}}`);
  });

  test('an override counts for HW_REGION_NAME alone', () => {
    const place = loadSettings({
      HW_REGION_NAME: 'ap-southeast-3',
      HW_ENDPOINTS: JSON.stringify({ [service]: 'https://db.example.com' }),
    }).place;
    expect(endpointOf(service, 'ap-southeast-3', place)).toBe('https://db.example.com');
    expect(endpointOf(service, 'cn-north-4', place)).toBe(table[service]['cn-north-4']);
    expect(() => endpointOf(service, 'xx-nowhere-9', place)).toThrow(InvalidIntent);
  });

  test('an override opens a region that no table knows', () => {
    const place = loadSettings({
      HW_REGION_NAME: 'xx-nowhere-9',
      HW_ENDPOINTS: JSON.stringify({ [service]: 'https://db.example.com' }),
    }).place;
    expect(endpointOf(service, 'xx-nowhere-9', place)).toBe('https://db.example.com');
  });

  test('an override by region counts for that region, whatever HW_REGION_NAME is', () => {
    for (const HW_REGION_NAME of ['cn-north-4', 'eu-de', '']) {
      const place = loadSettings({
        HW_REGION_NAME,
        HW_CLOUD: 'otc.t-systems.com',
        HW_ENDPOINTS: JSON.stringify({
          'eu-de': { [service]: 'https://db.eu-de.otc.t-systems.com' },
          'eu-nl': { [service]: 'https://db.eu-nl.otc.t-systems.com' },
        }),
      }).place;
      expect(endpointOf(service, 'eu-de', place)).toBe('https://db.eu-de.otc.t-systems.com');
      expect(endpointOf(service, 'eu-nl', place)).toBe('https://db.eu-nl.otc.t-systems.com');
      expect(endpointOf('iam', 'eu-de', place)).toBe('https://iam.eu-de.otc.t-systems.com');
      expect(() => endpointOf(service, 'eu-ch', place)).toThrow(InvalidIntent);
    }
  });

  test('an override of one service leaves the others alone', () => {
    const place = loadSettings({
      HW_REGION_NAME: 'ap-southeast-3',
      HW_ENDPOINTS: JSON.stringify({ [service]: 'https://db.example.com' }),
    }).place;
    for (const other of services.filter((name) => name !== service)) {
      expect(endpointOf(other, 'ap-southeast-3', place)).toBe(table[other]['ap-southeast-3']);
    }
    expect(endpointOf('iam', 'ap-southeast-3', place)).toBe('https://iam.ap-southeast-3.myhuaweicloud.com');
  });

  test("the vendor's table does not answer for another cloud", () => {
    const place = loadSettings({ HW_CLOUD: 'cloud.example.com' }).place;
    expect(() => endpointOf(service, 'ap-southeast-3', place)).toThrow(/cloud\.example\.com/);
  });
});

test('the same host prefix is another service in another region', () => {
  expect(endpointOf('gaussdb', 'me-east-1', bare)).toBe('https://gaussdb.me-east-1.myhuaweicloud.com');
  expect(endpointOf('taurusdb', 'cn-north-4', bare)).toBe('https://gaussdb.cn-north-4.myhuaweicloud.com');
});

describe('IAM', () => {
  test.each([
    ['ap-southeast-1', 'https://iam.ap-southeast-1.myhuaweicloud.com'],
    ['cn-north-4', 'https://iam.cn-north-4.myhuaweicloud.com'],
    ['ae-ad-1', 'https://iam.ae-ad-1.myhuaweicloud.com'],
    ['eu-west-101', 'https://iam.eu-west-101.myhuaweicloud.eu'],
    // In Europe, but on the other cloud (contract §9 and the SDK's IamRegion.ts).
    ['eu-west-0', 'https://iam.eu-west-0.myhuaweicloud.com'],
  ])('%s is served by %s', (region, origin) => {
    expect(endpointOf('iam', region, bare)).toBe(origin);
  });

  test('HW_CLOUD names the domain', () => {
    const place = loadSettings({ HW_CLOUD: 'cloud.example.com' }).place;
    expect(endpointOf('iam', 'ap-southeast-1', place)).toBe('https://iam.ap-southeast-1.cloud.example.com');
  });

  test('its host can be overridden for HW_REGION_NAME, such as by the global one', () => {
    const place = loadSettings({
      HW_REGION_NAME: 'cn-north-4',
      HW_ENDPOINTS: '{"iam":"https://iam.myhuaweicloud.com"}',
    }).place;
    expect(endpointOf('iam', 'cn-north-4', place)).toBe('https://iam.myhuaweicloud.com');
    expect(endpointOf('iam', 'cn-east-3', place)).toBe('https://iam.cn-east-3.myhuaweicloud.com');
  });
});

describe('HW_ENDPOINTS', () => {
  const origin = (url: string) => () =>
    loadSettings({ HW_REGION_NAME: 'cn-north-4', HW_ENDPOINTS: JSON.stringify({ gaussdb: url }) }).place;

  test.each([
    'https://db.example.com',
    'https://db.example.com/',
    'https://db.example.com:8443',
    'http://127.0.0.1:8080',
    'http://127.9.8.7:1',
    'http://localhost:8080',
    'http://[::1]:8080',
  ])('takes %s', (url) => {
    expect(endpointOf('gaussdb', 'cn-north-4', origin(url)())).toBe(new URL(url).origin);
  });

  test.each([
    'http://db.example.com',
    'http://10.0.0.1',
    'http://169.254.169.254',
    'http://0.0.0.0',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    'http://128.0.0.1',
    'http://[::2]',
    'https://user:hunter2@db.example.com',
    'https://user@db.example.com',
    'https://db.example.com/v3',
    'https://db.example.com?hunter2',
    'https://db.example.com#hunter2',
    'ftp://db.example.com',
    'db.example.com',
    '',
  ])('refuses %j and does not print it', (url) => {
    expect(origin(url)).toThrow(/HW_ENDPOINTS\.gaussdb: expected an https origin/);
    expect(origin(url)).not.toThrow(/hunter2/);
  });
});
