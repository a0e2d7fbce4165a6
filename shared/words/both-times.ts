import type { Interval } from '../calendar/interval.ts';
import { zoneOf } from '../calendar/region-zone.ts';
import { bothClocks, bothClocksOf } from '../values/time/both-clocks.ts';

/** From one time to another as clocks show them in a region and in UTC, each date once. */
export const bothTimesOf = (span: Interval, region: string): string => bothClocksOf(span, zoneOf(region));

/** A time as clocks show it in a region and in UTC, `2026-11-21 15:00 in Istanbul, 12:00 UTC`; in UTC alone where its zone is not known. */
export const bothTimes = (at: number, region: string): string => bothClocks(at, zoneOf(region));
