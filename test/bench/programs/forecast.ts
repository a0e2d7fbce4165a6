import type { Calendar } from '../../../shared/calendar/calendar.ts';
import { forecast } from '../../../shared/fleet/forecast/forecast.ts';
import { fitting } from '../../../shared/fleet/steering/fitting.ts';
import { DAY, MINUTE } from '../../../shared/values/time/units.ts';
import { NOW, rolloutOf, targetOf, waveOf } from '../../fleet/why/rollout.ts';
import { report } from './report.ts';
import { settings } from './settings.ts';

const CANARIES = 50;
const LASTS = { ms: 35 * MINUTE, assumed: true as const };

const CALENDAR: Calendar = {
  windows: {
    west: { days: ['tue', 'wed', 'thu'], from: '22:00', for: 'PT5H', time_zone: 'Europe/Istanbul' },
    asia: { days: ['tue', 'wed', 'thu'], from: '01:00', for: 'PT5H', time_zone: 'Asia/Singapore' },
  },
  freezes: {
    months: { cron: 'cron(0 0 1 * ? *)', for: 'P1D', time_zone: 'Europe/Dublin', because: 'end of month' },
  },
  never_together: ['tag:app'],
};

const hour = (n: number) => String(n % 24).padStart(2, '0');
const minute = (n: number) => String(n % 60).padStart(2, '0');

/** Targets of 700 applications, in two windows of the calendar or in some hundred of their own. */
const targetsOf = (windows: 'named' | 'own') =>
  Array.from({ length: settings.calls }, (_, n) => {
    const isCanary = n < CANARIES;
    return targetOf(isCanary ? n : n - CANARIES, {
      wave: isCanary ? 0 : 1,
      target: `in${n}`,
      instance: `in${n}`,
      groups: [`in${n}`, `app=app-${n % 700}`],
      ...(windows === 'named'
        ? { windows: [n % 2 ? 'west' : 'asia'] }
        : { windows: ['own'], own_window: `${hour(n)}:${minute(n)}-${hour(n + 4)}:${minute(n)}` }),
    });
  });

/** The CPU (ms) of a forecast that has to look ahead until all of it is done. */
function measure(windows: 'named' | 'own'): number {
  const targets = targetsOf(windows);
  const waves = [
    waveOf('canary', CANARIES, { at_once: 8, bake_ms: 2 * DAY, needs_approval: true }),
    waveOf('prod', settings.calls - CANARIES, { at_once: 8, ramp: [1, 5], stop_after: 2, enough: 95 }),
  ];
  const head = rolloutOf(waves, { state: 'proposed', good_until: NOW + 21 * DAY, calendar: CALENDAR });
  const needs = { lasts: () => LASTS.ms, lifted: () => [] };
  const since = process.cpuUsage();
  const { done_by, left } = forecast({
    head,
    targets,
    now: NOW,
    lastsOf: () => LASTS,
    lasts: () => 0,
    starts: () => undefined,
    backUp: () => undefined,
    fit: fitting(head, CALENDAR, needs, NOW),
    away: new Map(),
  });
  if (!done_by?.latest || left.most === 0) throw new Error('expected some to be left, and done one day');
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

report({ named_cpu_ms: measure('named'), own_cpu_ms: measure('own') });
