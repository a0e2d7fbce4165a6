import { expect, test } from '@jest/globals';
import { zoneOf } from '../../shared/calendar/region-zone.ts';
import { knownRegions } from '../../shared/huawei/endpoints.ts';
import { services } from '../../shared/huawei/services/services.ts';
import { isZone } from '../../shared/values/time/zone.ts';
import { bothTimes } from '../../shared/words/both-times.ts';

const REGIONS = [...new Set(services.flatMap(({ name }) => knownRegions(name)))];

test.each(REGIONS)('%s, where a service has a host, has a zone', (region) => {
  expect(isZone(zoneOf(region) ?? '')).toBe(true);
});

test('a region that nobody knows has none', () => {
  expect(['eu-de', 'cn', 'cn-', 'toString', '', 'tr-west-11'].map(zoneOf)).toEqual(Array(6).fill(undefined));
});

test.each([
  ['2026-11-21T12:00:00Z', 'tr-west-1', '2026-11-21 15:00 in Istanbul, 12:00 UTC'],
  ['2026-11-21T20:30:00Z', 'ap-southeast-3', '2026-11-22 04:30 in Singapore, 2026-11-21 20:30 UTC'],
  ['2026-07-21T12:00:00Z', 'eu-west-101', '2026-07-21 13:00 in Dublin, 12:00 UTC'],
  ['2026-11-21T12:00:00Z', 'sa-brazil-1', '2026-11-21 09:00 in Sao Paulo, 12:00 UTC'],
  ['2026-11-21T12:00:00Z', 'eu-de', '2026-11-21 12:00 UTC'],
])('%s in %s is %s', (at, region, text) => {
  expect(bothTimes(Date.parse(at), region)).toBe(text);
});
