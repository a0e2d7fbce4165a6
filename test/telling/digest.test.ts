import { describe, expect, test } from '@jest/globals';
import type { FleetItem, FleetTable } from '../../shared/platform/fleet-ports.ts';
import { digestOf } from '../../shared/telling/chat/digest.ts';
import { digestDay, digestLines } from '../../shared/telling/chat/digest-words.ts';

const well = (day: string, text = `done on ${day}`) => ({ day, text });

describe('what a digest tells', () => {
  test.each([
    ['2026-11-30T06:29:59.999Z', '2026-11-30'],
    ['2026-11-30T06:30:00.000Z', '2026-12-01'],
    ['2026-11-30T23:59:59.999Z', '2026-12-01'],
  ])('of what went well at %s by that of %s', (at, day) => {
    expect(digestDay(Date.parse(at))).toBe(day);
  });

  test('is nothing where nothing went well by then', () => {
    expect(digestLines([], '2026-11-30')).toBeUndefined();
    expect(digestLines([well('2026-12-01')], '2026-11-30')).toBeUndefined();
  });

  test('leaves what comes later to the next, and names each missed day once, in their order', () => {
    const all = [
      well('2026-11-28'),
      well('2026-11-25'),
      well('2026-11-28'),
      well('2026-11-30'),
      well('2026-12-01'),
    ];
    expect(digestLines(all, '2026-11-30')).toEqual([
      '4 things went well from 2026-11-24 06:30 to 2026-11-30 06:30 UTC:',
      '3 of them late: no digest came on 2026-11-25, 2026-11-28',
      'done on 2026-11-28',
      'done on 2026-11-25',
      'done on 2026-11-28',
      'done on 2026-11-30',
    ]);
  });

  test('names twenty and counts the rest', () => {
    const of = (count: number) => digestLines(Array(count).fill(well('2026-11-30')), '2026-11-30') ?? [];
    expect([of(20).length, of(20).at(-1)]).toEqual([21, 'done on 2026-11-30']);
    expect([of(21).length, of(21).at(-1)]).toEqual([22, 'and 1 more']);
  });
});

describe('a digest over more than one page', () => {
  const item = (sk: string, doc: object): FleetItem => ({
    pk: 'chat#people',
    sk,
    version: 1,
    write_id: 'w',
    doc: JSON.stringify(doc),
  });
  /** A table that gives one item a page. */
  function tableOf(...items: FleetItem[]): FleetTable {
    const beginning = (begins: string) => items.filter(({ sk }) => sk.startsWith(begins));
    return {
      list: async (_pk: string, begins: string, page?: { at: number }) => {
        const found = beginning(begins);
        const at = page?.at ?? 0;
        return { items: found.slice(at, at + 1), ...(at + 1 < found.length && { next: { at: at + 1 } }) };
      },
      slice: async (_pk: string, begins: string, { behind = '' }: { behind?: string }) => {
        const found = beginning(begins).filter(({ sk }) => sk > behind);
        return { items: found.slice(0, 1), last: found.length <= 1 };
      },
    } as unknown as FleetTable;
  }
  const kept = (day: string, id: string) => item(`digest#${day}#${id}`, { text: `${id} went well` });
  const mark = (day: string, state: string) => item(`told#digest/${day}`, { state, at: 1 });

  test('has all of it, from behind the last that was taken', async () => {
    const table = tableOf(
      kept('2026-11-27', 'told'),
      kept('2026-11-28', 'zz'),
      kept('2026-11-29', 'one'),
      kept('2026-11-30', 'two'),
      kept('2026-12-01', 'later'),
      mark('2026-11-27', 'taken'),
      mark('2026-11-28', 'taken'),
      mark('2026-11-29', 'refused'),
      mark('2026-11-30', 'sending'),
    );
    const { id, text = '' } = (await digestOf(table, '2026-11-30', { STAGE: 'prod' })) ?? {};
    expect([id, text.split('\n')]).toEqual([
      'digest/2026-11-30',
      [
        '2 things went well from 2026-11-28 06:30 to 2026-11-30 06:30 UTC:',
        '1 of them late: no digest came on 2026-11-29',
        'one went well',
        'two went well',
        'All of it: npx --no-install db-upkeep status --stage prod',
      ],
    ]);
    expect(
      await digestOf(table, '2026-11-28', { STAGE: 'prod', CONSOLE_HOST: 'upkeep.example.com' }),
    ).toBeUndefined();
  });
});
