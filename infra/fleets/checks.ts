import type { Fleet } from '../../shared/fleet/fleet.ts';
import { WORDS } from '../../shared/fleet/selectors/selector.ts';
import { describe } from '../../shared/terms/faults.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { nearestText } from '../../shared/values/nearest-text.ts';
import { parseDuration } from '../../shared/values/time/duration.ts';
import { faultInSenderId } from '../policy/sender-id.ts';
import { readExpression } from '../schedules/expression.ts';

/** What a fleet is checked against: the operations, the calendar, and now (epoch ms). */
export interface Facts {
  readonly operations: readonly Operation[];
  readonly now: number;
  /** The names of the windows in the calendar; absent where it cannot be read. */
  readonly windows?: readonly string[] | undefined;
}

type Check = (fleet: Fleet, facts: Facts) => readonly Fault[];

const faultIf = (wrong: boolean, path: string, message: string): Fault[] =>
  wrong ? [{ path, message }] : [];

/** Places, engines and versions alone take in whoever comes along. */
const someoneIsMeant: Check = ({ select: { ids, names, tags } }) =>
  faultIf(
    !ids && !names && !tags,
    'select',
    "expected ids, names or tags: write names: ['*'] where every instance of the places is meant",
  );

const takesSomething: Check = ({ take }, { operations }) => [
  ...faultIf(Object.keys(take).length === 0, 'take', 'expected at least one operation'),
  ...operations.flatMap(({ name, pins }) => {
    const { versions, never } = take[name] ?? { versions: 'latest', never: [] };
    if (pins) return [];
    const message = 'expected none: the cloud takes its newest and names no version';
    return [
      ...faultIf(
        versions !== 'latest',
        `take.${name}.versions`,
        `expected latest: the cloud takes its newest`,
      ),
      ...faultIf(never.length > 0, `take.${name}.never`, message),
    ];
  }),
];

const isPlannedOnce: Check = ({ once, because, plan: { when } }) => [
  ...faultIf(
    Boolean(once) && when !== undefined,
    'plan.when',
    'expected none beside once: a person plans an urgent fix',
  ),
  ...faultIf(Boolean(once) && because === undefined, 'because', 'expected why, since once stands there'),
  ...faultIf(!once && because !== undefined, 'because', 'expected once: true beside it'),
];

const isPlannedInTime: Check = ({ plan: { when, time_zone } }, { now }) => {
  if (when === undefined) return [];
  const form = /^at\(/.test(when)
    ? { fault: 'expected cron(…) or rate(…)' }
    : readExpression(when, time_zone, now);
  return 'fault' in form ? [{ path: 'plan.when', message: `${form.fault}, got ${describe(when)}` }] : [];
};

const approvesItsWaves: Check = ({ approval: { waves }, waves: own }) => {
  const names = Object.keys(own);
  return (typeof waves === 'string' ? [] : waves).flatMap((name, index) => {
    const near = nearestText(name, names);
    const message = `expected one of the waves ${names.join(', ')}, got ${describe(name)}${near ? `: did you mean ${near}?` : ''}`;
    return faultIf(!names.includes(name), `approval.waves[${index}]`, message);
  });
};

const strangersIn = (path: string, by: readonly string[]): Fault[] =>
  by.flatMap((pattern, index) => {
    const fault = faultInSenderId(pattern);
    return faultIf(fault !== undefined, `${path}[${index}]`, `${fault}, got ${describe(pattern)}`);
  });

const isApprovedBySomebody: Check = ({ approval: { by, needs } }) => {
  const strangers = strangersIn('approval.by', by);
  // A role's id stands before the second colon; its sessions are not told apart.
  const who = by.map((pattern) => pattern.split(':').slice(0, 2).join(':'));
  const tooFew = new Set(who).size < needs && !who.some((one) => /[*?]/.test(one));
  return [
    ...strangers,
    ...faultIf(tooFew, 'approval.by', `expected ${needs} roles at least, since needs is ${needs}`),
  ];
};

/** An empty selector would take in everybody. */
const leavesOutSomebody: Check = ({ select, waves }) =>
  [
    ['select', select] as const,
    ...Object.entries(waves).map(([name, wave]) => [`waves.${name}`, wave] as const),
  ].flatMap(([path, { leave_out }]) =>
    faultIf(
      leave_out !== undefined && WORDS.every((word) => leave_out[word] === undefined),
      `${path}.leave_out`,
      `expected at least one of ${WORDS.join(', ')}`,
    ),
  );

const takesInEverybodyOnce: Check = ({ waves }) => {
  const named = Object.entries(waves);
  const last = named.length - 1;
  return [
    ...faultIf(named.length === 0, 'waves', 'expected at least one wave'),
    ...named.flatMap(([name, wave], index) => {
      const words = [...WORDS, 'leave_out' as const].filter((word) => wave[word] !== undefined);
      const path = `waves.${name}`;
      return [
        ...faultIf(
          Boolean(wave.rest) && index < last,
          `${path}.rest`,
          'expected in the last wave only: nobody would be left for the next',
        ),
        ...faultIf(
          Boolean(wave.rest) && words.length > 0,
          `${path}.rest`,
          `expected no ${words.join(', ')} beside it: rest is whoever is in no wave before`,
        ),
        ...faultIf(
          !wave.rest && words.length === 0,
          path,
          'expected who is in it: rest: true, tags, names or the like',
        ),
      ];
    }),
  ];
};

/** Cloud Eye shows a change 5 to 10 minutes later, as its own documents say. */
const SEEN_WITHIN = 'PT10M';

const hasGatesThatSee: Check = ({ waves }) =>
  Object.entries(waves).flatMap(([name, { gate, bake }]) => {
    const path = `waves.${name}`;
    if (!gate) return [];
    const { alarms, veto, needs } = gate;
    const isBlind = alarms !== undefined && (parseDuration(bake) ?? 0) < (parseDuration(SEEN_WITHIN) ?? 0);
    return [
      ...faultIf(!alarms && !veto && !needs, `${path}.gate`, 'expected at least one of alarms, veto, needs'),
      ...faultIf(
        isBlind,
        `${path}.bake`,
        `expected at least ${SEEN_WITHIN} beside gate.alarms, since Cloud Eye shows what changed only then, got ${describe(bake)}`,
      ),
      ...strangersIn(`${path}.gate.veto`, veto ?? []),
      ...strangersIn(`${path}.gate.needs`, needs ?? []),
    ];
  });

const hasOneKindOfWindow: Check = ({ windows }) =>
  faultIf(
    windows.includes('own') && windows.length > 1,
    'windows',
    "expected own alone, the instance's own window, or names of calendar.yml",
  );

const namesItsWindows: Check = ({ windows: wanted }, { windows }) =>
  wanted.flatMap((name, index) => {
    if (!windows || name === 'own' || windows.includes(name)) return [];
    const near = nearestText(name, windows);
    const known = windows.length > 0 ? `one of ${windows.join(', ')}` : 'and it has none';
    return [
      {
        path: `windows[${index}]`,
        message: `expected own, or a window of calendar.yml, ${known}, got ${describe(name)}${near ? `: did you mean ${near}?` : ''}`,
      },
    ];
  });

/** What is checked of an entry whose fields are right, one by one. */
export const checks: readonly Check[] = [
  someoneIsMeant,
  leavesOutSomebody,
  takesSomething,
  isPlannedOnce,
  isPlannedInTime,
  approvesItsWaves,
  isApprovedBySomebody,
  takesInEverybodyOnce,
  hasGatesThatSee,
  hasOneKindOfWindow,
  namesItsWindows,
];
