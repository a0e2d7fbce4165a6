import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { localTimeAt } from '../../../shared/values/time/clocks.ts';
import { gapAround, instantsOf } from '../../../shared/values/time/local-time.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/values/time/units.ts';
import { ZONE_NAMES } from '../../../shared/values/time/zone-names.ts';

const [FIRST, LAST] = [Date.UTC(1970, 0), Date.UTC(2040, 0)];
const local = (text: string) => Date.parse(`${text}Z`);
const utc = (times: readonly number[]) => times.map((at) => new Date(at).toISOString().replace('.000', ''));

/** The instants at which another implementation shows a local time in a zone. */
function oracle(time: number, zone: string): number[] {
  const plain = Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO('UTC').toPlainDateTime();
  const both = (['earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(zone, { disambiguation }),
  );
  const shown = both.filter((one) => one.toPlainDateTime().equals(plain));
  return [...new Set(shown.map((one) => one.epochMilliseconds))];
}

const zone = fc.constantFrom(...ZONE_NAMES);
/** A change of a zone's clocks, the next one after an instant; whatever comes up where there is none. */
const change = fc
  .tuple(zone, fc.integer({ min: FIRST / SECOND, max: LAST / SECOND }))
  .map(([name, second]) => {
    const from = Temporal.Instant.fromEpochMilliseconds(second * SECOND).toZonedDateTimeISO(name);
    return { name, at: (from.getTimeZoneTransition('next') ?? from).epochMilliseconds };
  });

describe('the instants of a local time', () => {
  test('are those of another implementation, around every kind of change in every zone', () => {
    const away = fc.oneof(
      fc.constantFrom(0, -SECOND, SECOND, -30 * MINUTE, 30 * MINUTE, -HOUR, HOUR, -DAY, DAY),
      fc.integer({ min: -DAY / SECOND, max: DAY / SECOND }).map((seconds) => seconds * SECOND),
    );
    fc.assert(
      fc.property(change, away, fc.boolean(), ({ name, at }, by, before) => {
        const time = localTimeAt(before ? at - SECOND : at, name) + by;
        const expected = oracle(time, name);
        expect(instantsOf(time, name)).toEqual(expected);
        const gap = gapAround(time, name);
        expect(gap === undefined).toBe(expected.length > 0);
        if (gap) {
          expect(gap.from <= time && time < gap.to).toBe(true);
          expect(localTimeAt(gap.at, name)).toBe(gap.to);
          expect(localTimeAt(gap.at - SECOND, name)).toBe(gap.from - SECOND);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('hold every instant whose local time it is', () => {
    const instant = fc.integer({ min: FIRST / SECOND, max: LAST / SECOND }).map((second) => second * SECOND);
    fc.assert(
      fc.property(zone, instant, (name, at) => {
        expect(instantsOf(localTimeAt(at, name), name)).toContain(at);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['Europe/Berlin', '2026-10-25T02:30:00', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']],
    ['Europe/London', '2026-10-25T01:30:00', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']],
    ['Europe/Dublin', '2026-10-25T01:30:00', ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z']],
    ['America/New_York', '2026-11-01T01:30:00', ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z']],
    ['America/Havana', '2026-11-01T00:30:00', ['2026-11-01T04:30:00Z', '2026-11-01T05:30:00Z']],
    ['America/Santiago', '2027-04-03T23:30:00', ['2027-04-04T02:30:00Z', '2027-04-04T03:30:00Z']],
    ['Australia/Lord_Howe', '2027-04-04T01:45:00', ['2027-04-03T14:45:00Z', '2027-04-03T15:15:00Z']],
    ['UTC', '2026-10-25T02:30:00', ['2026-10-25T02:30:00Z']],
  ])('%s shows %s at %j', (name, text, instants) => {
    expect(utc(instantsOf(local(text), name))).toEqual(instants);
    expect(gapAround(local(text), name)).toBeUndefined();
  });

  test.each([
    ['Europe/Berlin', '2027-03-28T02:30:00', '02:00:00', '03:00:00', '2027-03-28T01:00:00Z'],
    ['Europe/Dublin', '2027-03-28T01:30:00', '01:00:00', '02:00:00', '2027-03-28T01:00:00Z'],
    ['America/New_York', '2027-03-14T02:00:00', '02:00:00', '03:00:00', '2027-03-14T07:00:00Z'],
    ['America/Havana', '2027-03-14T00:59:59', '00:00:00', '01:00:00', '2027-03-14T05:00:00Z'],
    ['Australia/Lord_Howe', '2026-10-04T02:15:00', '02:00:00', '02:30:00', '2026-10-03T15:30:00Z'],
  ])('%s leaves out %s, from %s to %s', (name, text, from, to, at) => {
    const day = text.slice(0, 11);
    expect(instantsOf(local(text), name)).toEqual([]);
    expect(gapAround(local(text), name)).toEqual({
      from: local(day + from),
      to: local(day + to),
      at: Date.parse(at),
    });
  });

  test('Apia left out December 30, 2011', () => {
    const gap = { from: local('2011-12-30T00:00:00'), to: local('2011-12-31T00:00:00') };
    const at = Date.parse('2011-12-30T10:00:00Z');
    expect(gapAround(local('2011-12-30T00:00:00'), 'Pacific/Apia')).toEqual({ ...gap, at });
    expect(gapAround(local('2011-12-30T23:59:59'), 'Pacific/Apia')).toEqual({ ...gap, at });
    expect(instantsOf(gap.to, 'Pacific/Apia')).toEqual([at]);
  });
});
