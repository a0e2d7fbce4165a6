import type { CalendarStage } from '../../cli/calendar-stage.ts';
import type { Fleets } from '../../shared/fleet/fleet.ts';
import { PLACES } from '../fleet/report/places.ts';

const fleetOf = (env: readonly string[]) => ({
  select: { places: [...PLACES], tags: { env } },
  max_targets: 10_000,
  take: { 'patch-databases': { versions: 'latest' as const, min_age: 'P14D', never: [] } },
  plan: { time_zone: 'UTC', good_for: 'P21D' },
  approval: { waves: 'all' as const, by: ['queue:AROAEXAMPLELEAD0001:*'], needs: 1 as const },
  waves: {
    all: { rest: true as const, at_once: 1, ramp: [], stop_after: 1, enough: '100%', bake: 'PT0S' },
  },
  windows: ['own'],
  holds: { tag: 'upkeep-hold-until', longest: 'P60D' },
  owner: 'tag:owner',
  overdue: 'P30D',
  tell: { ahead: [], to: ['people'] },
});

/** Two fleets that have nearly all of a large one. */
export const LARGE_FLEETS: Fleets = {
  live: fleetOf(['prod', 'Prod']),
  others: fleetOf(['test', 'dev', 'staging']),
};

const TEAMS = Array.from({ length: 12 }, (_, nth) => nth);

/** Windows and freezes of many teams. */
export const LARGE_CALENDAR: CalendarStage = {
  calendar: {
    windows: Object.fromEntries(
      TEAMS.map((nth) => [
        `nights-of-team-${nth}`,
        { days: 'every' as const, from: '22:00', for: 'PT4H', time_zone: 'of-region' as const },
      ]),
    ),
    freezes: {},
    never_together: [],
  },
  schedules: [],
  sites: [...PLACES],
};
