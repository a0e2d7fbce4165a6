import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { Temporal } from 'temporal-polyfill';
import type { Freeze } from '../../shared/calendar/freeze.ts';
import { openingAt } from '../../shared/calendar/opening.ts';
import { DAYS, type Window } from '../../shared/calendar/window.ts';
import { offsetAt } from '../../shared/values/time/clocks.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../shared/values/time/units.ts';
import { ZONE_NAMES } from '../../shared/values/time/zone-names.ts';

const at = (text: string) => Date.parse(text);
const window = (days: Window['days'], from: string, lasts: string, time_zone = 'UTC'): Window => ({
  days,
  from,
  for: lasts,
  time_zone,
});
const freeze = (from: string, to: string, time_zone = 'UTC'): Freeze => ({ from, to, time_zone });

/** What a test reads: times as text. */
const opening = (windows: readonly Window[], freezes: readonly Freeze[], instant: string) => {
  const { because: _, ...shown } = openingAt(windows, freezes, at(instant));
  const text = (time: number | 'never') =>
    time === 'never' ? time : new Date(time).toISOString().replace(':00.000Z', 'Z');
  return Object.fromEntries(
    Object.entries(shown).map(([name, value]) => [name, typeof value === 'boolean' ? value : text(value)]),
  );
};

describe('a window', () => {
  test('belongs to the day on which it opens: Saturday 23:00 for four hours includes Sunday 02:00', () => {
    const saturday = [window(['sat'], '23:00', 'PT4H')];
    expect(opening(saturday, [], '2027-01-03T02:00Z')).toEqual({ open: true, closes: '2027-01-03T03:00Z' });
    // The night from Friday to Saturday is none of it.
    expect(opening(saturday, [], '2027-01-02T02:00Z')).toEqual({ open: false, next: '2027-01-02T23:00Z' });
  });

  test('is open from its first moment on, and closed at the moment at which it ends', () => {
    const nightly = [window('every', '22:00', 'PT2H')];
    expect(opening(nightly, [], '2027-01-03T22:00Z')).toMatchObject({ open: true });
    expect(opening(nightly, [], '2027-01-04T00:00Z')).toEqual({ open: false, next: '2027-01-04T22:00Z' });
  });

  test('that overlaps or touches another is one with it', () => {
    const both = [
      window('every', '22:00', 'PT2H'),
      window('every', '00:00', 'PT1H'),
      window('every', '00:30', 'PT2H'),
    ];
    expect(opening(both, [], '2027-01-03T22:30Z')).toEqual({ open: true, closes: '2027-01-04T02:30Z' });
  });

  test('at a time that the clocks leave out opens at the first moment after the gap, and keeps its length', () => {
    const dublin = [window(['sun'], '01:30', 'PT2H', 'Europe/Dublin')];
    expect(opening(dublin, [], '2027-03-28T00:59Z')).toEqual({ open: false, next: '2027-03-28T01:00Z' });
    expect(opening(dublin, [], '2027-03-28T01:00Z')).toEqual({ open: true, closes: '2027-03-28T03:00Z' });
  });

  test('at a time that the clocks show twice opens at the first of the two, once', () => {
    const dublin = [window(['sun'], '01:30', 'PT15M', 'Europe/Dublin')];
    expect(opening(dublin, [], '2026-10-25T00:30Z')).toEqual({ open: true, closes: '2026-10-25T00:45Z' });
    expect(opening(dublin, [], '2026-10-25T01:30Z')).toEqual({ open: false, next: '2026-11-01T01:30Z' });
  });

  test('over a change of the clocks lasts as long as it says', () => {
    const berlin = [window(['sat'], '23:00', 'PT6H', 'Europe/Berlin')];
    expect(opening(berlin, [], '2026-10-24T21:00Z')).toEqual({ open: true, closes: '2026-10-25T03:00Z' });
    expect(opening(berlin, [], '2027-03-27T22:00Z')).toEqual({ open: true, closes: '2027-03-28T04:00Z' });
  });

  test('follows the half hour of Lord Howe', () => {
    const atGap = [window('every', '02:00', 'PT15M', 'Australia/Lord_Howe')];
    expect(opening(atGap, [], '2027-10-02T02:45Z')).toEqual({ open: false, next: '2027-10-02T15:30Z' });
    const howe = [window(['sun'], '02:15', 'PT1H', 'Australia/Lord_Howe')];
    expect(opening(howe, [], '2026-10-03T15:30Z')).toEqual({ open: true, closes: '2026-10-03T16:30Z' });
    expect(opening(howe, [], '2027-04-03T15:14Z')).toEqual({ open: false, next: '2027-04-03T15:45Z' });
  });

  test('has no opening on a date that a zone left out', () => {
    const friday = [window(['fri'], '12:00', 'PT2H', 'Pacific/Apia')];
    expect(opening(friday, [], '2011-12-30T00:00Z')).toEqual({ open: false, next: '2012-01-05T22:00Z' });
    const nightly = [window('every', '12:00', 'PT2H', 'Pacific/Apia')];
    expect(opening(nightly, [], '2011-12-30T02:00Z')).toEqual({ open: false, next: '2011-12-30T22:00Z' });
  });

  test('is open on, although the clocks go back to the day before', () => {
    const sunday = [window(['sun'], '00:00', 'PT1H', 'America/St_Johns')];
    expect(opening(sunday, [], '2010-11-07T03:00Z')).toEqual({ open: true, closes: '2010-11-07T03:30Z' });
  });

  test('of every day that is never closed closes never, but for the hour by which a day is longer', () => {
    expect(opening([window('every', '00:00', 'P1D')], [], '2027-01-03T02:00Z')).toEqual({
      open: true,
      closes: 'never',
    });
    const berlin = [window('every', '00:00', 'P1D', 'Europe/Berlin')];
    expect(opening(berlin, [], '2027-01-03T02:00Z')).toEqual({ open: true, closes: '2027-10-31T22:00Z' });
  });

  test('without a day, or no window at all, opens never', () => {
    expect(opening([], [], '2027-01-03T02:00Z')).toEqual({ open: false, next: 'never' });
    expect(opening([window([], '00:00', 'PT1H')], [], '2027-01-03T02:00Z')).toEqual({
      open: false,
      next: 'never',
    });
  });

  test.each([
    [{ from: '24:00' }, 'from: expected a time of day such as 22:00, got 24:00'],
    [{ for: 'PT0S' }, 'for: expected a duration such as PT4H, got PT0S'],
    [{ for: 'P1M' }, 'for: expected a duration such as PT4H, got P1M'],
  ])('with %j is refused', (wrong, message) => {
    const one = { ...window('every', '22:00', 'PT2H'), ...wrong };
    expect(() => openingAt([one], [], 0)).toThrow(message);
  });
});

describe('a freeze', () => {
  const nightly = [window('every', '22:00', 'PT8H')];

  test('wins over every window, from its first moment up to its last', () => {
    const held = [freeze('2027-01-03T23:00', '2027-01-04T02:00')];
    expect(opening(nightly, held, '2027-01-03T22:30Z')).toEqual({ open: true, closes: '2027-01-03T23:00Z' });
    expect(opening(nightly, held, '2027-01-03T23:00Z')).toEqual({ open: false, next: '2027-01-04T02:00Z' });
    expect(opening(nightly, held, '2027-01-04T02:00Z')).toEqual({ open: true, closes: '2027-01-04T06:00Z' });
  });

  test('that ends while nothing is open lets the next window open', () => {
    const held = [freeze('2027-01-03T23:00', '2027-01-04T12:00')];
    expect(opening(nightly, held, '2027-01-04T01:00Z')).toEqual({ open: false, next: '2027-01-04T22:00Z' });
  });

  test('that touches or overlaps another is one with it', () => {
    const held = [
      freeze('2027-01-03T23:00', '2027-01-04T01:00'),
      freeze('2027-01-04T01:00', '2027-01-04T03:00'),
    ];
    expect(opening(nightly, held, '2027-01-03T23:30Z')).toEqual({ open: false, next: '2027-01-04T03:00Z' });
  });

  test('of years is waited for, however long', () => {
    const held = [freeze('2027-01-01T00:00', '2037-01-01T00:00')];
    expect(opening(nightly, held, '2027-01-03T23:30Z')).toEqual({ open: false, next: '2037-01-01T00:00Z' });
    expect(opening([window('every', '00:00', 'P1D')], held, '2024-01-01T00:00Z')).toEqual({
      open: true,
      closes: '2027-01-01T00:00Z',
    });
  });

  test('begins at the first and ends at the second of two moments that the clocks show alike', () => {
    const held = [freeze('2026-10-25T01:30', '2026-10-25T01:30', 'Europe/Dublin')];
    const always = [window('every', '00:00', 'P1D')];
    expect(opening(always, held, '2026-10-25T00:29Z')).toEqual({ open: true, closes: '2026-10-25T00:30Z' });
    expect(opening(always, held, '2026-10-25T00:30Z')).toEqual({ open: false, next: '2026-10-25T01:30Z' });
  });

  test.each([
    [
      '2027-01-04T01:00',
      '2027-01-04T01:00',
      'UTC',
      'to: expected a time after 2027-01-04T01:00, got 2027-01-04T01:00',
    ],
    ['2027-03-28T01:15', '2027-03-28T01:45', 'Europe/Dublin', 'to: expected a time after 2027-03-28T01:15'],
    ['2027-02-30T01:00', '2027-03-04T01:00', 'UTC', 'from: expected a local time such as 2026-12-18T18:00'],
    [
      '2027-02-01T01:00',
      '2027-03-04',
      'UTC',
      'to: expected a local time such as 2026-12-18T18:00, got 2027-03-04',
    ],
  ])('from %s to %s in %s is refused', (from, to, zone, message) => {
    expect(() => openingAt([], [freeze(from, to, zone)], 0)).toThrow(message);
  });
});

describe('other implementations', () => {
  const [FIRST, LAST] = [at('2024-01-01T00:00Z'), at('2034-01-01T00:00Z')];
  const zones = [...ZONE_NAMES];

  /** The moments within ten years at which a zone moves its clocks. */
  const changes = (zone: string): number[] => {
    const found: number[] = [];
    let one = Temporal.Instant.fromEpochMilliseconds(FIRST)
      .toZonedDateTimeISO(zone)
      .getTimeZoneTransition('next');
    while (one && one.epochMilliseconds < LAST) {
      found.push(one.epochMilliseconds);
      one = one.getTimeZoneTransition('next');
    }
    return found;
  };

  test('show the clocks of every zone alike for ten years, about every change of them', () => {
    const wrong: string[] = [];
    for (const zone of zones) {
      const moments = changes(zone).flatMap((change) => [change - SECOND, change, change + DAY]);
      for (const moment of [FIRST, ...moments, LAST]) {
        const { offset } = DateTime.fromMillis(moment, { zone });
        if (offset * MINUTE !== offsetAt(moment, zone))
          wrong.push(`${zone} ${new Date(moment).toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  /** The moment at which a local time comes, as Temporal tells it; in a gap the moment at which the clocks jump. */
  const momentOf = (plain: Temporal.PlainDateTime, zone: string, which: 'earlier' | 'later'): number => {
    const zoned = plain.toZonedDateTime(zone, { disambiguation: which });
    if (zoned.toPlainDateTime().equals(plain)) return zoned.epochMilliseconds;
    // What begins with the gap is shown at the very moment of the jump, before which another transition would be looked for.
    const after = plain.toZonedDateTime(zone, { disambiguation: 'later' }).add({ milliseconds: 1 });
    return after.getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NaN;
  };

  /** The openings of a window some weeks about an instant. */
  const openingsOf = (
    { days, from, for: lasts, time_zone: zone }: Window,
    about: number,
  ): [number, number][] => {
    const middle = Temporal.Instant.fromEpochMilliseconds(about).toZonedDateTimeISO(zone).toPlainDate();
    const wanted = (day: number) => days === 'every' || days.includes(DAYS[day - 1] ?? 'mon');
    return Array.from({ length: 60 }, (_, index) => middle.add({ days: index - 20 })).flatMap((date) => {
      const noon = date.toZonedDateTime({ timeZone: zone, plainTime: '12:00' });
      if (!wanted(date.dayOfWeek) || !noon.toPlainDate().equals(date)) return [];
      const opens = momentOf(date.toPlainDateTime(from), zone, 'earlier');
      return [[opens, opens + Temporal.Duration.from(lasts).total('milliseconds')]];
    });
  };

  const isOpen = (spans: readonly [number, number][], frozen: readonly [number, number][], moment: number) =>
    [
      spans.some(([from, to]) => from <= moment && moment < to),
      frozen.some(([from, to]) => from <= moment && moment < to),
    ].join() === 'true,false';

  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const anyWindow = (zone: fc.Arbitrary<string>) =>
    fc.record({
      days: fc.oneof(
        fc.constant('every' as const),
        fc.uniqueArray(fc.constantFrom(...DAYS), { minLength: 1 }),
      ),
      from: clock,
      for: fc.constantFrom('PT15M', 'PT1H', 'PT4H', 'PT8H', 'PT23H', 'P1D', 'P3D'),
      time_zone: zone,
    });
  /** A zone, and a moment near one of its changes where it has any. */
  const near = fc.constantFrom(...zones).chain((zone) => {
    const found = changes(zone);
    const base =
      found.length > 0
        ? fc.constantFrom(...found)
        : fc.integer({ min: FIRST / DAY, max: LAST / DAY }).map((day) => day * DAY);
    return fc.tuple(base, fc.integer({ min: -3 * 96, max: 3 * 96 })).map(([moment, quarters]) => ({
      zone,
      moment: moment + quarters * 15 * MINUTE,
    }));
  });

  test('open and close at the same moments, in every zone about every change of its clocks', () => {
    const situation = near.chain(({ zone, moment }) =>
      fc.record({
        moment: fc.constant(moment),
        windows: fc.array(
          anyWindow(
            fc.oneof(
              { weight: 3, arbitrary: fc.constant(zone) },
              { weight: 1, arbitrary: fc.constantFrom(...zones) },
            ),
          ),
          { minLength: 1, maxLength: 3 },
        ),
        freezes: fc.array(
          fc
            .tuple(fc.integer({ min: -200, max: 400 }), fc.integer({ min: 8, max: 300 }))
            .map(([begins, quarters]) => {
              const plain = (by: number) =>
                Temporal.Instant.fromEpochMilliseconds(moment + by * 15 * MINUTE)
                  .toZonedDateTimeISO(zone)
                  .toPlainDateTime()
                  .round('minute');
              return { from: plain(begins), to: plain(begins + quarters), zone };
            }),
          { maxLength: 2 },
        ),
      }),
    );
    fc.assert(
      fc.property(situation, ({ moment, windows, freezes }) => {
        const spans = windows.flatMap((one) => openingsOf(one, moment));
        const frozen = freezes.map(({ from, to, zone }): [number, number] => [
          momentOf(from, zone, 'earlier'),
          momentOf(to, zone, 'later'),
        ]);
        fc.pre(frozen.every(([from, to]) => from < to));
        const texts = freezes.map(({ from, to, zone }) =>
          freeze(from.toString().slice(0, 16), to.toString().slice(0, 16), zone),
        );
        const edges = [...spans, ...frozen]
          .flat()
          .filter((edge) => edge > moment)
          .sort((one, other) => one - other);
        const open = isOpen(spans, frozen, moment);
        const turn = edges.find((edge) => isOpen(spans, frozen, edge) !== open);
        // Beyond what was written out by hand nothing is compared.
        fc.pre(turn !== undefined && turn < moment + 30 * DAY);
        const { because: _, ...shown } = openingAt(windows, texts, moment);
        expect(shown).toEqual(open ? { open, closes: turn } : { open, next: turn });
      }),
      { numRuns: 300 },
    );
  });

  test('one hour of every zone is one opening a day for a year', () => {
    for (const zone of zones.filter((_, index) => index % 80 === 0)) {
      let moment = FIRST;
      let count = 0;
      for (;;) {
        const { open, closes, next } = openingAt([window('every', '02:30', 'PT1H', zone)], [], moment);
        const turn = open ? closes : next;
        if (typeof turn !== 'number' || turn >= FIRST + 366 * DAY) break;
        count += open ? 0 : 1;
        expect(turn - moment).toBeLessThanOrEqual(25 * HOUR);
        moment = turn;
      }
      expect([zone, Math.abs(count - 366) <= 1]).toEqual([zone, true]);
    }
  });
});
