import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readSubjects } from '../../cli/commands/cloud/subjects.ts';
import { offering } from '../../functions/offers.ts';
import { compare, isField, membersOf } from '../../shared/doctor/compare.ts';
import { documentedOf } from '../../shared/doctor/examine.ts';
import { isTo } from '../../shared/doctor/replies.ts';

import { withDetail } from '../../shared/huawei/details.ts';
import { listInstances } from '../../shared/huawei/instances.ts';
import { listedAs } from '../../shared/huawei/inventory.ts';

import type { Documented, Field, Shape } from '../../shared/terms/documented.ts';
import type { Exchange } from '../../shared/terms/inspection.ts';
import type { Read } from '../../shared/terms/lookup.ts';
import type { Ask } from '../../shared/terms/offer.ts';
import type { Example, Operation } from '../../shared/terms/operation.ts';
import samples from '../contract/replies.json' with { type: 'json' };

const subjects = await readSubjects();
const all = documentedOf(subjects);

/** What listing what could be asked for reads, if the cloud shows one instance with one proxy. */
async function readsOf(operation: Operation, id: string): Promise<Read[]> {
  const { service } = operation;
  const [{ offers } = {}] = await offering([operation]);
  const made: Read[] = [];
  const shown = {
    instances: [{ id, datastore: {} }],
    proxies: [{ proxy: { pool_id: 'p', status: 'ACTIVE' } }],
  };
  const ask: Ask = async (reads) => {
    made.push(...Object.values(reads));
    return Object.fromEntries(Object.keys(reads).map((name) => [name, shown[name as keyof typeof shown]]));
  };
  made.push(listInstances(service, []));
  const listed = listedAs(service, shown.instances[0]);
  if (listed) await offers?.(await withDetail(service, listed, ask), ask, 0);
  return made;
}

describe('every read of every operation', () => {
  test.each(subjects)('$operation.name: has a documented shape', async ({ operation }) => {
    const { examples } = (await import(`../../functions/${operation.name}/examples.ts`)) as {
      examples: Example[];
    };
    const { intent, project_id } = examples[0] ?? { intent: {}, project_id: '' };
    const [target = ''] = operation.targets(intent);
    const reads = [
      ...Object.values(operation.lookup.reads(intent, target)),
      ...Object.values(operation.preflight.reads(intent, target)),
      ...Object.values(operation.state.reads(intent, target)),
      ...Object.values(operation.follow.reads({ target, job_id: 'x' })),
      ...Object.values(operation.cancel?.reads('x') ?? {}),
      ...(await readsOf(operation, target)),
    ];
    for (const { route } of reads) {
      const [method = '', path = ''] = route.replace('{project_id}', project_id).split(' ');
      const exchange = { service: operation.service, method, path } as Exchange;
      expect([route, all.filter((place) => isTo(place, exchange)).length]).toEqual([route, 1]);
    }
  });

  test('no two shapes are for the same reply', () => {
    const places = all.map(({ service, route }) => `${service} ${route}`);
    expect(new Set(places).size).toBe(places.length);
  });
});

describe("the vendor's own samples", () => {
  const named = all
    .flatMap((place) =>
      [place.route, place.older ?? []].flat().map((route) => [`${place.service} ${route}`, place] as const),
    )
    .filter(([name]) => name in samples);

  test('none is of a shape that is not kept', () => {
    expect(Object.keys(samples).sort()).toEqual(named.map(([name]) => name).sort());
  });

  test.each(named)('%s: fits its shape, but for what is known', (name, place) => {
    const { body, known } = (samples as Record<string, { body: unknown; known: string[] }>)[name] ?? {
      body: undefined,
      known: [],
    };
    expect(compare(place.body, [body]).map(({ path, says }) => `${path}: ${says}`)).toEqual(known);
  });
});

/** Any body of a shape, as documented. */
const bodyOf = (shape: Shape): fc.Arbitrary<Record<string, unknown>> => {
  const members = membersOf(shape);
  const values = Object.fromEntries(
    members.map(({ name, list, inner }) => {
      const one = isField(inner) ? anyOf(inner) : bodyOf(inner);
      return [name === '*' ? 'any-name' : name, list ? fc.array(one, { maxLength: 3 }) : one];
    }),
  );
  const requiredKeys = members
    .filter(({ optional, name }) => !optional && name !== '*')
    .map(({ name }) => name);
  return fc.record(values, { requiredKeys });
};
const anyOf = ({ is, words, time }: Field): fc.Arbitrary<unknown> => {
  if (words) return fc.constantFrom(...words);
  if (time) return fc.constantFrom('2021-07-12T09:22:04+0800', '');
  const kinds = {
    string: fc.string(),
    number: fc.integer(),
    boolean: fc.boolean(),
    object: fc.constant({ x: 1 }),
  };
  return fc.oneof(...is.map((kind) => kinds[kind]));
};

/** The places of a value where an object stands, with their path as the differences write it. */
const objectsIn = (value: unknown, path = ''): [Record<string, unknown>, string][] => {
  if (Array.isArray(value)) return value.flatMap((item) => objectsIn(item, `${path}[]`));
  if (value === null || typeof value !== 'object') return [];
  const object = value as Record<string, unknown>;
  return [
    [object, path],
    ...Object.entries(object).flatMap(([name, inner]) => objectsIn(inner, path ? `${path}.${name}` : name)),
  ];
};

describe('comparing', () => {
  const shapes = fc.constantFrom(...all);
  const cases = shapes.chain((place) => bodyOf(place.body).map((body) => ({ place, body })));

  test('finds nothing in a body that is as documented', () => {
    fc.assert(
      fc.property(cases, ({ place, body }) => {
        expect(compare(place.body, [body, body])).toEqual([]);
      }),
    );
  });

  test('names what was added, and nothing else', () => {
    fc.assert(
      fc.property(cases, fc.nat(), ({ place, body }, pick) => {
        const objects = objectsIn(body).filter(([, path]) => isOurs(place, path));
        const [object, path] = objects[pick % objects.length] ?? [{}, ''];
        object.surprise = 7;
        expect(compare(place.body, [body])).toEqual([
          { path: path ? `${path}.surprise` : 'surprise', kind: 'new', says: 'new (number)', used: false },
        ]);
      }),
    );
  });

  test('names what was taken away, with whether our code reads it', () => {
    fc.assert(
      fc.property(cases, ({ place, body }) => {
        for (const { name, optional } of membersOf(place.body)) {
          const { [name]: _, ...rest } = body;
          const found = compare(place.body, [rest]).filter(({ kind }) => kind === 'missing');
          expect(found.map(({ path, says }) => [path, says])).toEqual(optional ? [] : [[name, 'missing']]);
        }
      }),
    );
  });

  /** Objects whose fields are documented. */
  const isOurs = ({ body }: Documented, path: string): boolean => {
    let shape: Shape | Field | undefined = body;
    for (const part of path.split('.').filter((name) => name !== '')) {
      if (shape === undefined || isField(shape)) return false;
      shape = membersOf(shape).find(({ name }) => name === part.replace('[]', ''))?.inner;
    }
    return shape !== undefined && !isField(shape) && !membersOf(shape).some(({ name }) => name === '*');
  };

  test.each([
    [{ instances: [{ a: 1 }] }, 'instances[].a: number, documented string'],
    [{ instances: [{ a: null }] }, 'instances[].a: null, documented string'],
    [{ instances: [{}, { a: 'x' }] }, 'instances[].a: missing in 1 of 2'],
    [{ instances: [{}, { a: 'x' }, { a: 'x' }] }, 'instances[].a: missing in 1 of 2'],
    [{ instances: [{}] }, 'instances[].a: missing'],
    [{ instances: {} }, 'instances: object, documented array'],
    [{ instances: [7] }, 'instances[]: number, documented object'],
    [{}, 'instances: missing'],
    [[], 'body: array, documented object'],
    [undefined, 'body: no JSON, documented object'],
    [{ instances: [{ a: 'x', b: 'Z' }] }, 'instances[].b: "Z", documented X, Y'],
    [
      { instances: [{ a: 'x', c: '2018-08-20T02:33:49_0800' }] },
      'instances[].c: "2018-08-20T02:33:49_0800" is no time of a documented form',
    ],
  ])('%j', (body, difference) => {
    const shape: Shape = {
      'instances[]': {
        a: { is: ['string'], used: true },
        'b?': { is: ['string'], words: ['X', 'Y'] },
        'c?': { is: ['string'], time: true },
      },
    };
    expect(compare(shape, [body]).map(({ path, says }) => `${path}: ${says}`)).toEqual([difference]);
  });
});
