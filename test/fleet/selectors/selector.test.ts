import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Match } from '../../../shared/fleet/selectors/match.ts';
import { type Selector, selects, type Words } from '../../../shared/fleet/selectors/selector.ts';
import type { Surveyed } from '../../../shared/fleet/selectors/surveyed.ts';
import type { Instance } from '../../../shared/huawei/services/instance.ts';
import { type ServiceName, services } from '../../../shared/huawei/services/services.ts';
import { PATCH_INSTANCES } from '../../../stand-in/cloud/seed.ts';

const [ID] = PATCH_INSTANCES;
const place = { region: 'ap-southeast-1', project: '0'.repeat(32) };
const orders: Instance = {
  id: ID,
  name: 'orders-prod',
  engine: 'GaussDB',
  version: '3.208',
  patches: ['3.208.0.6'],
  enterprise_project_id: '0',
  tags: { env: 'prod', team: '' },
  unread: [],
};
const seen = (instance: Partial<Instance> = {}, service: ServiceName = 'gaussdb'): Surveyed => ({
  service,
  place,
  instance: { ...orders, ...instance },
});
const without = (...names: (keyof Instance)[]): Surveyed => {
  const kept = Object.entries(orders).filter(([name]) => !names.includes(name as keyof Instance));
  return { ...seen(), instance: Object.fromEntries(kept) as unknown as Instance };
};
const told = (match: Match) => (match.is === 'cannot_tell' ? match.why.join('; ') : match.is);
const NOT_ALL = 'its versions were not all shown';

describe('a word of a selector', () => {
  const cases: readonly (readonly [Words, Surveyed, string])[] = [
    [{}, seen(), 'yes'],
    [{ places: [place] }, seen(), 'yes'],
    [{ places: [{ ...place, region: 'tr-west-1' }] }, seen(), 'no'],
    [{ places: [{ ...place, project: '1'.repeat(32) }, place] }, seen(), 'yes'],
    [{ ids: [ID.toUpperCase()] }, seen(), 'yes'],
    [{ ids: ['x'] }, seen(), 'no'],
    [{ names: ['orders-*'] }, seen(), 'yes'],
    [{ names: ['billing-*', '*-prod'] }, seen(), 'yes'],
    [{ names: ['Orders-*'] }, seen(), 'no'],
    [{ names: ['*'] }, without('name'), 'its name was not shown'],
    [{ tags: { env: 'prod' } }, seen(), 'yes'],
    [{ tags: { env: ['test', 'prod'] } }, seen(), 'yes'],
    [{ tags: { env: 'p*' } }, seen(), 'yes'],
    [{ tags: { env: 'prod', team: '*' } }, seen(), 'yes'],
    [{ tags: { env: 'prod', app: '*' } }, seen(), 'no'],
    [{ tags: { env: 'test' } }, seen(), 'no'],
    [{ tags: { constructor: '*' } }, seen(), 'no'],
    [{ tags: { env: 'prod' } }, without('tags'), 'its tags were not read'],
    [{ tags: { env: 'prod' } }, seen({ unread: ['tags'] }), 'yes'],
    [{ tags: { env: 'test' } }, seen({ unread: ['tags'] }), 'no'],
    [{ tags: { app: '*' } }, seen({ unread: ['tags'] }), 'some of its tags could not be read'],
    [{ engines: ['gaussdb'] }, seen(), 'yes'],
    [{ engines: ['gauss'] }, seen(), 'no'],
    [{ engines: ['*'] }, without('engine'), 'its engine was not shown'],
    [{ enterprise_projects: ['0'] }, seen(), 'yes'],
    [{ enterprise_projects: ['1'] }, seen(), 'no'],
    [
      { enterprise_projects: ['0'] },
      without('enterprise_project_id'),
      'its enterprise project was not shown',
    ],
    // A glob fits the base version or any installed patch.
    [{ current: ['3.208'] }, seen(), 'yes'],
    [{ current: ['3.208.0.6'] }, seen(), 'yes'],
    [{ current: ['3.208.0.5'] }, seen(), 'no'],
    [{ current: ['V2.0-3.208.*'] }, seen(), 'yes'],
    [{ current: ['3.208.0.*'] }, seen({ patches: ['V2.0-3.208.0.6'] }), 'yes'],
    [{ current: ['2.24.03.*'] }, seen({ version: '2.24.3.000' }, 'taurusdb'), 'yes'],
    [{ current: ['1.7', '1.7.*'] }, seen({ version: '1.7.2' }, 'geminidb'), 'yes'],
    [{ current: ['1.7', '1.7.*'] }, seen({ version: '1.70' }, 'geminidb'), 'no'],
    [{ current: ['3.208'] }, without('patches'), 'yes'],
    [{ current: ['3.208.0.6'] }, without('patches'), NOT_ALL],
    [{ current: ['3.208.0.5'] }, seen({ unread: ['hotfix_versions'] }), NOT_ALL],
    [{ current: ['*'] }, seen({ version: '', patches: [] }), NOT_ALL],
    // The patches of other services stand nowhere else than in the version.
    [{ current: ['5.0'] }, { ...without('patches'), service: 'geminidb' }, 'no'],
    // A comparison holds for the newest of them.
    [{ current: ['<3.208.0.7'] }, seen(), 'yes'],
    [{ current: ['<3.208.0.6'] }, seen(), 'no'],
    [{ current: ['<=3.208.0.6'] }, seen(), 'yes'],
    [{ current: ['>=3.208.0.6'] }, seen(), 'yes'],
    [{ current: ['>3.208.0.6'] }, seen(), 'no'],
    [{ current: ['>=3.208 <3.208.0.10'] }, seen(), 'yes'],
    [{ current: ['>=3.208 <3.208.0.6'] }, seen(), 'no'],
    [{ current: ['<V2.0-3.208.0.10'] }, seen({ patches: ['3.208.0.6', '3.208.0.9'] }), 'yes'],
    [{ current: ['<3.208.0.7'] }, without('patches'), NOT_ALL],
    [{ current: ['<3.208'] }, without('patches'), 'no'],
    [{ current: ['>=3.208'] }, without('patches'), 'yes'],
    [{ current: ['>3.208'] }, without('patches'), NOT_ALL],
    [{ current: ['>1.0'] }, seen({ version: 'latest' }, 'taurusdb'), 'yes'],
    [
      { current: ['>1.0'] },
      seen({ version: 'latest', patches: [] }),
      'a version of it is not made of dotted numbers',
    ],
    [{ current: ['>1.0'] }, seen({ version: '', patches: [] }), NOT_ALL],
    [{ current: ['<9.9'] }, seen({ version: 'latest' }), 'a version of it is not made of dotted numbers'],
    // All fields must hold.
    [{ names: ['orders-*'], engines: ['influxdb'] }, seen(), 'no'],
    [
      { names: ['*'], tags: { a: 'b' } },
      without('name', 'tags'),
      'its tags were not read; its name was not shown',
    ],
    [{ names: ['*'], engines: ['influxdb'] }, without('name'), 'no'],
  ];
  test.each(cases)('%j', (words, surveyed, expected) => {
    expect(told(selects(words, surveyed))).toBe(expected);
  });
});

describe('what is left out', () => {
  test.each<[Selector, Surveyed, string]>([
    [{ names: ['*'], leave_out: { names: ['*-test'] } }, seen(), 'yes'],
    [{ names: ['*'], leave_out: { names: ['*-prod'] } }, seen(), 'no'],
    [{ names: ['*'], leave_out: { names: ['*-prod'], engines: ['redis'] } }, seen(), 'yes'],
    [{ ids: [ID], leave_out: { tags: { env: 'prod' } } }, without('tags'), 'its tags were not read'],
    [{ tags: { env: 'prod' }, leave_out: { ids: [ID] } }, without('tags'), 'no'],
    [{ ids: ['x'], leave_out: { tags: { env: 'prod' } } }, without('tags'), 'no'],
  ])('%j', (selector, surveyed, expected) => {
    expect(told(selects(selector, surveyed))).toBe(expected);
  });
});

const letter = fc.constantFrom('a', 'b');
const pattern = fc.constantFrom('a', 'b', '*', 'a*', '?b');
const number = fc.constantFrom('1.1', '1.2', '1.2.0', '1.10', 'V2.0-1.2', 'one');
const versions = fc.oneof(
  fc.constantFrom('1.*', '*.2', '1.2', 'one', '*'),
  fc
    .array(
      fc.tuple(fc.constantFrom('<', '<=', '>', '>='), fc.constantFrom('1.1', '1.2', 'V2.0-1.9', '1.10')),
      {
        minLength: 1,
        maxLength: 2,
      },
    )
    .map((comparisons) => comparisons.map((pair) => pair.join('')).join(' ')),
);
const some = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { minLength: 1, maxLength: 2 });
const words: fc.Arbitrary<Words> = fc.record(
  {
    places: some(fc.constantFrom(place, { ...place, region: 'tr-west-1' })),
    tags: fc.dictionary(letter, fc.oneof(pattern, some(pattern)), { minKeys: 1 }),
    names: some(pattern),
    engines: some(pattern),
    current: some(versions),
    enterprise_projects: some(letter),
    ids: some(letter),
  },
  { requiredKeys: [] },
);
const selector: fc.Arbitrary<Selector> = fc
  .tuple(words, fc.option(words, { nil: undefined }))
  .map(([own, leave_out]) => ({ ...own, leave_out }));
const whole: fc.Arbitrary<Surveyed> = fc.record({
  service: fc.constantFrom(...services.map(({ name }) => name)),
  place: fc.constant(place),
  instance: fc.record({
    id: letter,
    name: letter,
    engine: letter,
    version: number,
    patches: fc.array(number, { maxLength: 2 }),
    enterprise_project_id: letter,
    tags: fc.dictionary(letter, letter),
    unread: fc.constant([]),
  }),
});
const isShownBy = { gaussdb: true, taurusdb: false, geminidb: false };
/** As its service would show it: where patches do not stand beside the version, there are none. */
const shown = whole.map(({ instance: { patches, ...instance }, ...rest }): Surveyed => {
  return { ...rest, instance: { ...instance, ...(isShownBy[rest.service] && { patches }) } };
});
/** The same instance with some of it not shown, or not readable. */
const lost = fc.record({
  fields: fc.subarray(['name', 'engine', 'version', 'patches', 'enterprise_project_id', 'tags']),
  patch: fc.boolean(),
  tag: fc.boolean(),
});
const lose = (
  { instance, ...rest }: Surveyed,
  { fields, patch, tag }: { fields: string[]; patch: boolean; tag: boolean },
): Surveyed => {
  const { patches, tags = {} } = instance;
  const [first] = Object.keys(tags);
  const partly: Instance = {
    ...instance,
    ...(patch && patches && { patches: patches.slice(1) }),
    ...(tag && { tags: Object.fromEntries(Object.entries(tags).filter(([key]) => key !== first)) }),
    unread: [...(patch && patches ? ['hotfix_versions'] : []), ...(tag ? ['tags'] : [])],
  };
  const kept = Object.entries(partly).filter(([name]) => !fields.includes(name));
  return { ...rest, instance: Object.fromEntries(kept) as unknown as Instance };
};

describe('what cannot be read', () => {
  test('is never taken for a yes or a no: with all of it shown, the answer is the same or there was none', () => {
    fc.assert(
      fc.property(selector, shown, lost, (wanted, surveyed, losing) => {
        const partly = selects(wanted, lose(surveyed, losing));
        return partly.is === 'cannot_tell' || partly.is === selects(wanted, surveyed).is;
      }),
      { numRuns: 20_000 },
    );
  });

  test('says why', () => {
    fc.assert(
      fc.property(selector, shown, lost, (wanted, surveyed, losing) => {
        const match = selects(wanted, lose(surveyed, losing));
        return (
          match.is !== 'cannot_tell' || (match.why.length > 0 && match.why.every((reason) => reason !== ''))
        );
      }),
    );
  });

  test('leaving out only ever takes away', () => {
    fc.assert(
      fc.property(words, words, shown, lost, (own, leave_out, surveyed, losing) => {
        const partly = lose(surveyed, losing);
        const [alone, less, out] = [own, { ...own, leave_out }, leave_out].map(
          (one) => selects(one, partly).is,
        );
        if (out === 'yes') return less === 'no';
        if (out === 'no') return less === alone;
        return less === 'no' ? alone === 'no' : less === 'cannot_tell';
      }),
      { numRuns: 5000 },
    );
  });
});
