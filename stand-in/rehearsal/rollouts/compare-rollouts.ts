import { BILLED } from '../../../shared/desk/backups.ts';
import { forecastLine } from '../../../shared/desk/forecast-words.ts';
import type { WholeRollout } from '../../../shared/desk/read-rollout.ts';
import type { RolloutTarget } from '../../../shared/fleet/rollout/target.ts';
import { utc } from '../../../shared/values/time/instant.ts';
import { DAY, HOUR } from '../../../shared/values/time/units.ts';
import type { Ran } from './at-the-shell.ts';
import { compareHosted } from './hosted-console.ts';
import type { PlayedRollouts } from './play-rollouts.ts';

/** What is not as it must be of the rollouts, in words; nothing when all is well. */
export function compareRollouts(played: PlayedRollouts): string[] {
  const { cast, monthly, reports, payments } = played;
  const backedUp = played.backedUp.map(({ target }) => target);
  const { failing, refused, held, drifting } = cast;
  const otherwise = new Map([
    [failing, 'ended failed'],
    [refused, 'left rejected'],
    [held, 'left on_hold'],
    [drifting, 'left drifted'],
  ]);
  const failed = reports.targets.filter(({ state }) => state === 'ended').map(({ target }) => target);
  return [
    ...same('the plan of monthly', idsOf(monthly), cast.monthly),
    ...same('the plan of reports', idsOf(reports), cast.reports),
    ...same('the plan of payments', idsOf(payments), backedUp),
    ...same('monthly is', monthly.head.state, 'done'),
    ...same('the gate of canary:', played.gate, gateOf(played)),
    ...same('reports is', `${reports.head.state}, ${reports.head.why?.code}`, 'halted, budget'),
    ...same('payments is', payments.head.state, 'done'),
    ...ends(monthly, (target) => otherwise.get(target) ?? 'ended succeeded'),
    ...ends(reports, (target) => (failed.includes(target) ? 'ended failed' : 'waiting')),
    ...ends(payments, () => 'ended succeeded'),
    ...same('how many of reports were begun', failed.length, 2),
    ...submissions(played, [
      ...cast.monthly.filter((id) => ![refused, held, drifting].includes(id)),
      ...failed,
      ...backedUp,
    ]),
    ...backups(played),
    ...[monthly, reports, payments].flatMap((one) => [...pace(one), ...order(one), ...nights(one)]),
    ...foreseen(played),
    ...events(played),
    ...shell(played),
    ...compareHosted(played.hosted),
  ];
}

const idsOf = ({ targets }: WholeRollout) => targets.map(({ target }) => target);

/** Two values, or two lists in any order. */
function same(what: string, is: unknown, should: unknown): string[] {
  const [one, other] = [is, should].map((value) =>
    JSON.stringify(Array.isArray(value) ? value.toSorted() : value),
  );
  return one === other ? [] : [`of the rollouts: ${what} ${one}, not ${other}`];
}

const ends = ({ targets }: WholeRollout, should: (target: string) => string): string[] =>
  targets.flatMap(({ target, state, result, left }) =>
    same(`${target}`, [state, result ?? left].filter(Boolean).join(' '), should(target)),
  );

/** What reached the cloud: each target exactly once, and no other; each instance that is backed up, exactly once more. */
function submissions(played: PlayedRollouts, should: readonly string[]): string[] {
  const { backedUp, sent } = played;
  return [
    ...same(
      'the cloud took work on',
      workTaken(played).map(({ target }) => target),
      should,
    ),
    ...same('how many submissions reached the cloud:', sent, should.length + backedUp.length),
  ];
}

/** What the cloud took on beside backups. */
const workTaken = ({ accepted, taken }: PlayedRollouts) =>
  accepted.filter(({ job_id }) => !taken.some((backup) => backup.job_id === job_id));

/** Each target that is to have one had its own backup, proven before its work was sent; and nothing else was backed up. */
function backups(played: PlayedRollouts): string[] {
  const { backedUp, payments, monthly, reports, taken, hosted } = played;
  const page = hosted.pages.find(({ path }) => path === `/rollouts/${payments.head.id}`);
  return [
    ...same(
      'the cloud took backups of',
      taken.map(({ instance }) => instance),
      backedUp.map(({ instance }) => instance),
    ),
    ...[monthly, reports].flatMap(({ targets }) =>
      targets.flatMap((row) => same(`backups of ${row.target}`, row.backups?.length ?? 0, 0)),
    ),
    ...taken
      .filter(({ name }) => !page?.body.includes(name))
      .map(({ name }) => `the hosted console's page of payments does not show ${name}`),
    ...payments.targets.flatMap(({ target, instance, backups = [], released_at = 0 }) => {
      const [one] = backups;
      const byCloud = taken.find((backup) => backup.name === one?.name);
      const sent = workTaken(played).find((work) => work.target === target)?.at ?? 0;
      return [
        ...same(`backups of ${target}`, `${backups.length}, ${one?.proven && 'proven'}`, '1, proven'),
        ...same(`the backup of ${target} is of`, byCloud?.instance, instance),
        ...inTime(`the backup of ${target} was proven`, one?.at, released_at),
        ...inTime(`the backup of ${target} had ended`, byCloud?.ended, sent),
      ];
    }),
  ];
}

const inTime = (what: string, at: number | undefined, sent: number): string[] =>
  at === undefined || at <= sent
    ? []
    : [`of the rollouts: ${what} ${utc(at)}, and its work was sent ${utc(sent)}`];

const workOf = ({ targets }: WholeRollout, wave: number) =>
  targets.flatMap(({ wave: of, released_at, ended_at, state, left }) =>
    of === wave && released_at !== undefined && !left
      ? [{ from: released_at, to: state === 'ended' ? (ended_at ?? released_at) : Number.POSITIVE_INFINITY }]
      : [],
  );

/** What fired before the wave started counts for nothing. */
function gateOf({ cast: { alarmed }, monthly: { targets } }: PlayedRollouts): string {
  const name = targets.find(({ target }) => target === alarmed)?.name;
  return `1 alarm is new since it started: CPU over 90 % (major) of ${name} (${alarmed})`;
}

/** In no wave more were at work than it lets. */
const pace = (one: WholeRollout): string[] =>
  one.head.waves.flatMap(({ name, at_once }, wave) => {
    const work = workOf(one, wave);
    const most = Math.max(
      ...work.map(({ from }) => work.filter((other) => other.from <= from && from < other.to).length),
    );
    return most <= at_once
      ? []
      : [`of the rollouts: ${most} of wave ${name} were at work at once, not ${at_once}`];
  });

/** No wave began before the one before had ended and baked. */
const order = (one: WholeRollout): string[] =>
  one.head.waves.flatMap(({ name }, wave) => {
    if (wave === 0) return [];
    const baked =
      Math.max(...workOf(one, wave - 1).map(({ to }) => to)) + (one.head.waves[wave - 1]?.bake_ms ?? 0);
    const began = Math.min(...workOf(one, wave).map(({ from }) => from));
    return began >= baked ? [] : [`of the rollouts: wave ${name} began ${utc(began)}, before ${utc(baked)}`];
  });

/** By how many hours the clocks of each region are ahead of UTC, and when a night begins and ends there. */
const AHEAD: Readonly<Record<string, number>> = { 'ap-southeast-1': 8, 'tr-west-1': 3 };
const NIGHT = { from: 1 * HOUR, to: 6 * HOUR };

/** Whatever was released, was so at night. */
const nights = ({ targets }: WholeRollout): string[] =>
  targets.flatMap(({ target, region, released_at: at, left }: RolloutTarget) => {
    if (at === undefined || left) return [];
    const local = (at + (AHEAD[region] ?? 0) * HOUR) % DAY;
    return local >= NIGHT.from && local < NIGHT.to
      ? []
      : [`of the rollouts: ${target} was released by day, ${utc(at)}`];
  });

/** It was done when the plan said, before anybody had approved it. */
function foreseen({ forecast, ended_at }: PlayedRollouts): string[] {
  const { earliest = Number.POSITIVE_INFINITY, latest = Number.POSITIVE_INFINITY } = forecast?.done_by ?? {};
  const isSo = earliest <= ended_at && ended_at <= latest;
  return isSo
    ? []
    : [`of the rollouts: done ${utc(ended_at)}; forecast: ${forecast && forecastLine(forecast)}`];
}

/** What the bus had to hear once; and that somebody is waited for, once a day. */
function events({ events, monthly, reports, payments }: PlayedRollouts): string[] {
  const halted = `Upkeep Rollout Halted ${reports.head.id} `;
  const all = events.flatMap(({ detailType, detail }) =>
    'rollout' in detail && !/Ahead/.test(detailType)
      ? [{ what: [detailType, detail.rollout, detail.wave].join(' '), at: Date.parse(String(detail.at)) }]
      : [],
  );
  const isReminder = ({ what }: { what: string }) => what.startsWith(halted) && what !== halted;
  const heard = all.filter((one) => !isReminder(one)).map(({ what }) => what);
  const told = all.filter(({ what }) => what.startsWith(halted)).map(({ at }) => at);
  const waves = (kind: string, { head }: WholeRollout) =>
    head.waves.map(({ name }) => `Upkeep Wave ${kind} ${head.id} ${name}`);
  return [
    ...same('the bus heard', heard, [
      ...waves('Started', monthly),
      ...waves('Ended', monthly),
      ...waves('Started', reports),
      ...waves('Started', payments),
      ...waves('Ended', payments),
      ...[monthly, reports, payments].map(({ head }) => `Upkeep Plan Proposed ${head.id} `),
      // Its gate, at which somebody lets it through.
      `Upkeep Approval Due ${monthly.head.id} ${monthly.head.waves[0]?.name}`,
      ...[monthly, payments].map(({ head }) => `Upkeep Rollout Done ${head.id} `),
      halted,
    ]),
    ...daily(told),
    ...ahead(events, monthly),
  ];
}

/** Each wave that follows another was told ahead: once, or again an hour before where the clock did not leap over that. */
function ahead(events: PlayedRollouts['events'], { head }: WholeRollout): string[] {
  const waves = events.filter(({ detailType }) => /Ahead/.test(detailType)).map(({ detail }) => detail.wave);
  const later = head.waves.slice(1).map(({ name }) => name);
  return [
    ...same('people were told ahead of', [...new Set(waves)], later),
    ...(waves.length <= 2 * later.length ? [] : [`of the rollouts: told ahead ${waves.length} times`]),
  ];
}

/** Times at which the same was told: again and again, a day or more between them, as the clock here leaps over hours. */
function daily(told: readonly number[]): string[] {
  const times = told.toSorted((one, other) => one - other);
  const isSo = times.length > 1 && times.slice(1).every((at, index) => at - (times[index] ?? 0) >= DAY);
  return isSo ? [] : [`of the rollouts: people were told of the halt at ${times.map(utc).join(', ')}`];
}

/** What a person was told at the shell. */
const shell = ({
  shell: { plan, approve, halted, withBackups, backups },
  monthly,
  reports,
  backedUp,
  taken,
}: PlayedRollouts): string[] => [
  ...says(plan, 3, monthly.head.hash ?? '', '120 targets, 0 left out'),
  ...says(withBackups, 3, `${backedUp.length} backups made before: ${BILLED}`),
  ...says(
    backups,
    0,
    `Backups (${backedUp.length} of ${backedUp.length}): ${BILLED}`,
    ...taken.map(({ name }) => name),
  ),
  ...says(approve, 0, 'done: approve'),
  ...says(
    halted,
    1,
    '2 ended badly',
    ...['proceed', 'abort'].map((verb) => `fleet ${verb} ${reports.head.id}`),
  ),
];

const says = ({ line, code, result, said }: Ran, should: number, ...texts: string[]): string[] => [
  ...(code === should ? [] : [`${line} ended with ${code}, not ${should}: ${said}`]),
  ...texts
    .filter((text) => !result.includes(text))
    .map((text) => `${line} does not say ${JSON.stringify(text)}`),
];
