import { describe, expect, test } from '@jest/globals';
import { circles, type Import, roomOf, rooms, upward } from './rooms.ts';
import { folders, importsOf, product, read } from './source.ts';

const imports: Import[] = product.flatMap((from) =>
  importsOf(from, { types: true }).map((to) => ({ from, to })),
);

describe('rooms', () => {
  test('every file of the product stands in one', () => {
    expect(product.filter((path) => !roomOf(path))).toEqual([]);
    expect(folders('shared').filter((name) => !rooms.includes(`shared/${name}`))).toEqual([]);
  });

  test('imports point down only, types included', () => {
    expect(upward(imports)).toEqual([]);
  });

  test('imports form no circle, types included', () => {
    expect(circles(imports)).toEqual([]);
  });
});

describe('a planted import is found', () => {
  const inside = (room: string) => (room.endsWith('.ts') ? room : `${room}/planted.ts`);

  test.each(rooms.slice(0, -1))('out of %s, up', (room) => {
    const above = rooms.slice(rooms.indexOf(room) + 1).at(-1) ?? '';
    const planted = { from: inside(room), to: inside(above) };
    expect(upward([...imports, planted])).toContain(`${planted.from} → ${planted.to}`);
  });

  test.each(rooms)('out of %s, into the tests', (room) => {
    const planted = { from: inside(room), to: 'test/world.ts' };
    expect(upward([planted])).toHaveLength(1);
  });

  test.each(rooms.slice(1))('into %s, from the ground', (room) => {
    const planted = { from: 'shared/values/planted.ts', to: inside(room) };
    expect(upward([planted])).toHaveLength(1);
  });

  test('that closes a circle', () => {
    const there = { from: 'shared/values/one.ts', to: 'shared/values/other.ts' };
    const back = { from: there.to, to: there.from };
    expect(circles([there])).toEqual([]);
    expect(circles([there, back])).toEqual([
      'shared/values/one.ts → shared/values/other.ts → shared/values/one.ts',
    ]);
  });
});

test('settings are read in handlers, commands and packaging, and passed from there', () => {
  const READS = /\b(loadSettings|givenSettings)\(|process\.env/;
  const readers = product.filter((path) => path.startsWith('shared/') && READS.test(read(path)));
  expect(readers).toEqual([
    'shared/platform/aws/caller.ts',
    'shared/platform/aws/exchange.ts',
    'shared/settings/settings.ts',
    'shared/settings/with-settings.ts',
    'shared/transport/proxy.ts',
  ]);
  const functions = product.filter((path) => path.startsWith('functions/') && READS.test(read(path)));
  expect(functions).toEqual([]);
});

test('who is meant, how current it is and what is planned are decided from facts and time alone', () => {
  const deciding = product.filter((path) => /^shared\/fleet\/(selectors|compliance|plan)\//.test(path));
  const allowed = /^shared\/(fleet|values|calendar\/(?!bundled)|huawei\/(services\/|ids\.ts$))/;
  const reaching = deciding.flatMap((path) => importsOf(path).filter((other) => !allowed.test(other)));
  expect([deciding.length > 0, reaching]).toEqual([true, []]);
  expect(
    deciding.filter((path) => /\bawait\b|process\.|Date\.now|new Date\(\)|Math\.random/.test(read(path))),
  ).toEqual([]);
});
