import { catalog } from '../../functions/catalog.ts';
import type { Schedule } from '../../infra/schedules/check-schedule.ts';
import { nextRuns } from '../../infra/schedules/next-runs.ts';
import type { Stage } from '../../infra/stage/read-stage.ts';
import type { Fleet } from '../../shared/fleet/fleet.ts';
import { usualTiming } from '../../shared/settings/timing.ts';
import { redactText } from '../../shared/values/redact.ts';
import { oneLine } from '../../shared/words/one-line.ts';
import { sideBySide } from './folded.ts';

type Row = readonly [about: string, decided: string];

/** What whoever deploys has decided about a stage in a region of AWS, knowingly or not; `now` in epoch ms, `width` in cells. */
export function decisionsText(stage: Stage, region: string, now: number, width: number): string {
  const { name, environment, settings, stack, missing } = stage;
  const { HW_REGION_NAME, HW_PROJECT_ID } = environment;
  const rows: readonly Row[] = [
    ['stage', `${name}, in ${region} of AWS`],
    ['cloud', `region ${HW_REGION_NAME || 'MISSING'}, project ${HW_PROJECT_ID || 'MISSING'}`],
    ...ELSEWHERE.filter((one) => environment[one]).map((one): Row => ['', `${one} ${environment[one]}`]),
    ['told by e-mail', stack.PEOPLE_EMAIL.join(', ') || 'nobody (PEOPLE_EMAIL)'],
    ...(stack.console
      ? [
          [
            'console',
            `hosted at https://${stack.console.CONSOLE_HOST}, ${stack.console.CONSOLE_FACING}`,
          ] as const,
        ]
      : []),
    ['policy', policyWords(Object.keys(settings.POLICY ?? {}))],
    ...listed(
      'plug-ins',
      stage.packages.map(packageWords),
      'none: no plug-in will be installed (PLUGIN_PACKAGES)',
    ),
    ...listed('queue writers', stack.QUEUE_WRITERS, "none but the stack's own functions (QUEUE_WRITERS)"),
    ['preflight', settings.PREFLIGHT === 'on' ? 'on' : 'OFF: sent without looking first (PREFLIGHT)'],
    ...listed('timing', changedWaits(settings.TIMING), 'as usual'),
    ...listed('fleets', Object.entries(stage.fleets).map(fleetWords), 'none (fleets.yml)'),
    ...listed('calendar', calendarWords(stage.calendar), 'none (calendar.yml)'),
    ...schedulesRows(stage.schedules, now),
    ...(stage.warnings.length > 0 ? listed('warnings', stage.warnings, '') : []),
  ];
  return `${sideBySide(
    rows.map(([about, decided]) => [about, oneLine(redactText(decided))] as const),
    width,
  )}\n${missingText(missing)}`;
}

/** Says aloud that a stage would do nothing; empty when nothing is missing. */
export const missingText = (missing: readonly string[]): string =>
  missing.length > 0
    ? `\nNOT DEPLOYABLE without ${missing.join(' and ')}: its functions would refuse everything.\n`
    : '';

/** What leads to other hosts, or bounds a request, and is seldom set. */
const ELSEWHERE = [
  'HW_CLOUD',
  'HW_ENDPOINTS',
  'HW_TIMEOUT_MS',
  'MAX_TARGETS',
  'READS_A_MINUTE',
  'SURVEY_EVERY',
  'HTTPS_PROXY',
  'NO_PROXY',
];

const listed = (about: string, entries: readonly string[], none: string): Row[] =>
  (entries.length > 0 ? entries : [none]).map((entry, index) => [index === 0 ? about : '', entry]);

const policyWords = (rules: readonly string[]) => {
  if (rules.length > 0)
    return `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}: ${rules.join(', ')}`;
  const ruled = catalog.flatMap(({ name, ruledFor }) =>
    ruledFor ? [`${name} by ${ruledFor.join(' or ')}`] : [],
  );
  return `none: whoever gets in may ask for everything but ${ruled.join(', ')}`;
};

const packageWords = ({ name, bucket, sha_256 }: Stage['packages'][number]) =>
  `${name ? `${name}: ` : ''}${sha_256} in the bucket ${bucket}`;

const fleetWords = ([name, { take, plan }]: readonly [string, Fleet]) =>
  `${name}: ${Object.keys(take).join(', ')}; planned ${plan.when ?? 'by a person'}`;

const calendarWords = ({ windows, freezes }: Stage['calendar']): string[] =>
  [
    ['windows', windows],
    ['freezes', freezes],
  ].flatMap(([part, named]) => {
    const names = Object.keys(named ?? {});
    return names.length > 0 ? [`${part} ${names.join(', ')}`] : [];
  });

function changedWaits({ job_within_ms, ...waits }: Stage['settings']['TIMING']): string[] {
  const usual: Readonly<Record<string, unknown>> = usualTiming;
  return [
    ...Object.entries(waits)
      .filter(([name, ms]) => ms !== usual[name])
      .map(([name, ms]) => `${name} ${ms}, usually ${usual[name]}`),
    ...Object.entries(job_within_ms).map(([operation, ms]) => `job_within_ms of ${operation} ${ms}`),
  ];
}

function schedulesRows(schedules: readonly Schedule[], now: number): Row[] {
  const [on, off] = [true, false].map((wanted) => schedules.filter(({ enabled }) => enabled === wanted));
  return [
    ['schedules', on?.length ? `${on.length} on` : 'none is on'],
    ...(on ?? []).flatMap((schedule): Row[] => [
      [`  ${schedule.name}`, `${schedule.operation} of ${targetsOf(schedule).join(', ')}`],
      ['', `${schedule.when}: ${runsWords(schedule, now)}`],
    ]),
    ...(off ?? []).map(({ name, operation }): Row => [`  ${name}`, `off: ${operation}`]),
  ];
}

/** A line for each thing that is right and perhaps not meant. */
export const warningsText = ({ warnings }: Stage): string =>
  warnings.map((warning) => `warning: ${oneLine(redactText(warning))}\n`).join('');

const targetsOf = ({ operation, intent }: Schedule) =>
  catalog.find(({ name }) => name === operation)?.targets(intent) ?? [];

function runsWords(schedule: Schedule, now: number): string {
  const runs = nextRuns(schedule, now, 3);
  const { time_zone: timeZone } = schedule;
  if (runs.length === 0) return 'counted from when it is deployed or turned on';
  return `${runs.map((at) => clockWords(at, timeZone)).join(', ')} (${timeZone})`;
}

function clockWords(at: number, timeZone: string): string {
  const day = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(at);
  // Swedes write the date as ISO 8601 does.
  const time = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return `${day} ${time}`;
}
