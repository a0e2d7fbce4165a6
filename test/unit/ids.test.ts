import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type * as z from 'zod/mini';
import { engineOf, instanceId, instanceIds, proxyId, suffixOf } from '../../shared/huawei/ids.ts';
import { projectId } from '../../shared/values/project-id.ts';

const HEX = 'b9a1c7b3fab1e7ba061f56b36b33da65';
const passes = (schema: z.ZodMiniType, value: unknown) => schema.safeParse(value).success;
const reasons = (schema: z.ZodMiniType, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ message }) => message) ?? [];

const services = ['gaussdb', 'taurusdb', 'geminidb'] as const;
const owners = {
  gaussdb: ['in14'],
  taurusdb: ['in07', 'in16', 'in17'],
  geminidb: ['in02', 'in06', 'in10', 'in12', 'in13'],
};

test.each([
  ['gaussdb', 'in14', 'GaussDB'],
  ['gaussdb', '', 'GaussDB'],
  ['taurusdb', 'in17', 'gaussdb-mysql'],
  ['taurusdb', 'in99', 'gaussdb-mysql'],
  ['geminidb', 'in06', 'cassandra'],
  ['geminidb', 'in12', 'redis'],
  ['geminidb', 'in13', 'influxdb'],
  ['geminidb', 'in02', 'mongodb'],
  ['geminidb', 'in99', undefined],
  ['geminidb', '', undefined],
] as const)('the engine of an instance of %s that ends in "%s" is %s', (service, suffix, engine) => {
  expect(engineOf(service, `${HEX}${suffix}`)).toBe(engine);
});

describe.each(services)('instance ids of %s', (service) => {
  test.each(services.flatMap((owner) => owners[owner].map((suffix) => ({ owner, suffix }))))(
    'suffix $suffix is $owner',
    ({ owner, suffix }) => {
      expect(passes(instanceId(service), `${HEX}${suffix}`)).toBe(owner === service);
      if (owner !== service) {
        expect(reasons(instanceId(service), `${HEX}${suffix}`)).toEqual([
          expect.stringMatching(
            new RegExp(`^expected a ${service} instance id; the suffix says ${owner}$`, 'i'),
          ),
        ]);
      }
    },
  );

  test.each([
    ['36 characters with an unknown suffix', `${HEX}in99`],
    ['32 characters without a suffix', HEX],
    ['32 characters in capitals', HEX.toUpperCase()],
    ['24 characters with a suffix', `${HEX.slice(0, 20)}in99`],
  ])('%s pass', (_, id) => {
    expect(passes(instanceId(service), id)).toBe(true);
  });

  test.each([
    ['nothing', ''],
    ['31 characters', HEX.slice(1)],
    ['33 characters', `${HEX}0`],
    ['a UUID with dashes', '07c5880a-cbf0-44ad-91c1-5803a10f11a1'],
    ['a suffix of one digit', `${HEX}in1`],
    ['a suffix in capitals', `${HEX}IN14`],
    ['a proxy id', `${HEX}po01`],
    ['a node id', `${HEX}no14`],
    ['a space at the end', `${HEX}in99 `],
    ['a line break at the end', `${HEX}in99\n`],
    ['a slash', `${HEX.slice(1)}/in99`],
    ['dots', '../../../../../../../../../../in99'],
    ['a Cyrillic a', `${HEX.slice(0, 30)}\u0430\u0430in99`],
    ['full-width digits', `${HEX.slice(0, 30)}\uff11\uff12in99`],
    ['Arabic digits in the suffix', `${HEX}in\u0661\u0664`],
    ['a zero-width joiner', `${HEX.slice(1)}\u200din99`],
    ['a percent escape', `${HEX.slice(3)}%41in99`],
    ['a number', 1e31],
    ['null', null],
    ['a list', [`${HEX}in99`]],
  ])('%s are refused', (_, id) => {
    expect(passes(instanceId(service), id)).toBe(false);
  });

  test('no id that passes means anything in a URL', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 20, maxLength: 40 }), (text) => {
        if (passes(instanceId(service), text)) expect(encodeURIComponent(text)).toBe(text);
      }),
    );
  });
});

describe('lists of instance ids', () => {
  const ids = instanceIds('geminidb');
  const numbered = (n: number) => `${String(n).padStart(32, '0')}in13`;

  test('may be long and of several engines', () => {
    expect(passes(ids, [...Array.from({ length: 99 }, (_, n) => numbered(n)), `${HEX}in06`])).toBe(true);
  });

  test('hold at least one', () => {
    expect(reasons(ids, [])).toEqual(['expected at least one instance id']);
  });

  test.each([
    ['the same', numbered(10), numbered(10)],
    ['the same in other letter case', `${HEX}in13`, `${HEX.toUpperCase()}in13`],
  ])('hold each once: %s', (_, one, other) => {
    const { error } = ids.safeParse([numbered(1), one, numbered(2), other]);
    expect(error?.issues).toEqual([expect.objectContaining({ path: [3], message: 'expected each id once' })]);
  });

  test('name every wrong place', () => {
    const { error } = ids.safeParse(['x', numbered(1), 7, `${HEX}in14`]);
    expect(error?.issues.map(({ path }) => path)).toEqual([[0], [2], [3]]);
  });
});

describe('project ids', () => {
  test.each([HEX, HEX.toUpperCase(), 'z'.repeat(32)])('%s passes', (id) => {
    expect(passes(projectId, id)).toBe(true);
  });
  test.each(['', HEX.slice(1), `${HEX}0`, `${HEX}\n`, `${HEX.slice(1)}-`, '\uff11'.repeat(32), 7, null])(
    '%j is refused',
    (id) => {
      expect(passes(projectId, id)).toBe(false);
    },
  );
});

describe('proxy ids', () => {
  test.each([HEX, `${HEX}po01`])('%s passes', (id) => {
    expect(passes(proxyId, id)).toBe(true);
  });
  test.each([
    `${HEX}po02`,
    `${HEX}pn01`,
    `${HEX}in07`,
    `${HEX}PO01`,
    `${HEX}po01x`,
    `x${HEX}po01`,
    HEX.slice(1),
    '',
  ])('%j is refused', (id) => {
    expect(passes(proxyId, id)).toBe(false);
  });
});

test.each([
  [`${HEX}in13`, 'in13'],
  [HEX, ''],
  [`in13${HEX}`, ''],
  ['', ''],
])('the suffix of %j is %j', (id, suffix) => {
  expect(suffixOf(id)).toBe(suffix);
});
