import type { Calendar } from '../../shared/calendar/calendar.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import { windowNamed } from '../../shared/submission/calendar/window.ts';
import { childrenOf } from '../../shared/submission/children.ts';
import { InvalidIntent, Misconfigured } from '../../shared/terms/errors.ts';
import { describe, faultsOf } from '../../shared/terms/faults.ts';
import { type Intent, readIntent } from '../../shared/terms/intent.ts';
import { OWN_WINDOW } from '../../shared/terms/intent-fields.ts';
import type { Operation } from '../../shared/terms/operation.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { redactText } from '../../shared/values/redact.ts';
import { utc } from '../../shared/values/time/instant.ts';
import { schedulePermission } from '../policy/schedule-permission.ts';
import type { WrittenEntry } from '../yaml/entries.ts';
import { entrySchema, type ScheduleEntry, schedulable, scheduleName } from './entry.ts';
import { readExpression } from './expression.ts';
import { firingChecks, maxAgeOf } from './firing-checks.ts';
import { type ScheduledWork, scheduledWork } from './scheduled-work.ts';

/** Longer than this part of any schedule's ARN, so that a request id that passes here passes everywhere. */
const SAMPLE_ARN = 'arn:aws-us-gov:scheduler:ap-southeast-1:123456789012:schedule';

/** A checked schedule; `maxAgeS` is for how many seconds its event may still be delivered, `place` where it stands, `file:line`. */
export interface Schedule extends ScheduleEntry {
  readonly name: string;
  readonly place: string;
  readonly work: ScheduledWork;
  /** The freezes that a rule of the policy lifts for it. */
  readonly lifted: readonly string[];
  readonly maxAgeS: number;
}

/**
 * What the check stands on: the operations, the environment they will be deployed with, the calendar, where that could be read, the
 * stage, and now (epoch ms).
 */
export interface Deployment {
  readonly catalog: readonly Operation[];
  readonly settings: Settings;
  readonly calendar?: Calendar | undefined;
  readonly stage: string;
  readonly now: number;
}

/** Checks one schedule as the function will check what it brings; the faults name the fields by path. */
export function checkSchedule(
  { name, fields, place }: WrittenEntry,
  { catalog, settings, calendar, stage, now }: Deployment,
): Schedule | readonly Fault[] {
  const faults = [...variablesIn(fields), ...faultsInName(name)];
  const operations = schedulable(catalog).map((operation) => operation.name);
  const parsed = entrySchema(operations).safeParse(fields, { reportInput: true });
  if (!parsed.success) return [...faults, ...faultsOf(parsed.error, 'a schedule')];
  const entry = parsed.data;
  // A schedule that is off may have fired long ago.
  const expression = readExpression(entry.when, entry.time_zone, entry.enabled ? now : 0);
  const operation = catalog.find((one) => one.name === entry.operation);
  if ('fault' in expression) {
    faults.push({ path: 'when', message: `${expression.fault}, got ${describe(entry.when)}` });
  }
  if (Object.hasOwn(entry.intent, 'request_id')) {
    faults.push({
      path: 'intent.request_id',
      message: 'expected none: every run of a schedule has an id of its own',
    });
  }
  faults.push(...secretsIn(entry.intent));
  if (faults.length > 0 || 'fault' in expression || !operation) return faults;

  const at = expression.at ?? Math.floor(now / 1000) * 1000;
  const request_id = `${SAMPLE_ARN}/db-upkeep-${stage}/${name}/${utc(at)}`;
  const intent = readAsDelivered(operation, { ...entry.intent, request_id }, request_id, at, settings);
  if ('faults' in intent) return intent.faults.map(inIntent);
  const firing = { operation, intent, at, repeats: expression.at === undefined };
  const permission = schedulePermission(operation, `db-upkeep-${stage}/${name}`, intent, settings);
  const { forbidden, during_freezes: lifted = [] } = permission;
  // What is off here may be on in a stage with another policy, other packages and another calendar.
  const here = entry.enabled
    ? [
        ...(forbidden === undefined
          ? []
          : [{ path: 'intent', message: `it would be forbidden: ${forbidden}` }]),
        ...windowFaults(intent, calendar).map(inIntent),
      ]
    : [];
  const unfit = [...firingChecks.flatMap((check) => check(firing)).map(inIntent), ...here];
  return unfit.length > 0
    ? unfit
    : { ...entry, name, place, work: scheduledWork(firing), lifted, maxAgeS: maxAgeOf(firing) };
}

/** What is wrong with the window that an intent names. A zone that is not known is told by itself, of the calendar. */
function windowFaults(intent: Intent, calendar: Calendar | undefined): readonly Fault[] {
  const { window } = intent;
  if (!calendar || window === undefined || window === OWN_WINDOW) return [];
  try {
    windowNamed(intent, calendar);
    return [];
  } catch (error) {
    if (error instanceof InvalidIntent) return error.faults;
    if (error instanceof Misconfigured) return [];
    throw error;
  }
}

const inIntent = ({ path, message }: Fault): Fault => ({ path: path ? `intent.${path}` : 'intent', message });

function readAsDelivered(
  operation: Operation,
  intent: object,
  request_id: string,
  triggered_at: number,
  settings: Settings,
): Intent | InvalidIntent {
  try {
    const read = readIntent(operation, { intent, request_id, triggered_at }, settings);
    childrenOf(operation, read);
    return read;
  } catch (error) {
    if (error instanceof InvalidIntent) return error;
    throw error;
  }
}

function faultsInName(name: string): Fault[] {
  const parsed = scheduleName.safeParse(name, { reportInput: true });
  return parsed.success ? [] : faultsOf(parsed.error);
}

/** osls replaces variables in whatever it is given, also in an intent. */
const variablesIn = (fields: WrittenEntry['fields']): Fault[] =>
  Object.entries(fields)
    .filter(([, value]) => JSON.stringify(value)?.includes('${'))
    .map(([path]) => ({ path, message: 'expected no "${", which packaging would replace' }));

/** The template and the schedule show their input to whoever may read them. */
const secretsIn = (intent: ScheduleEntry['intent']): Fault[] =>
  Object.entries(intent)
    .filter(
      ([, value]) => typeof value === 'string' && /^\w+:\/\//.test(value) && redactText(value) !== value,
    )
    .map(([field, value]) => ({
      path: `intent.${field}`,
      message: `expected a URL without user or query, which a schedule would show, got ${describe(value)}`,
    }));
