import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import type { Survey } from '../fleet/survey/rows.ts';
import { documented, facts as huaweiFacts } from '../huawei/facts.ts';
import type { Given } from '../settings/settings.ts';
import type { Documented } from '../terms/documented.ts';
import {
  type CalendarHere,
  type Check,
  GROUPS,
  type Group,
  type Result,
  runChecks,
  type Subject,
} from './check.ts';
import { alarms } from './checks/alarms.ts';
import { bus } from './checks/bus.ts';
import { calendar } from './checks/calendar.ts';
import { channels } from './checks/channels.ts';
import { clock } from './checks/clock.ts';
import { hostedConsole } from './checks/console.ts';
import { environment } from './checks/environment.ts';
import { facts } from './checks/facts.ts';
import { fleet } from './checks/fleet.ts';
import { hosts } from './checks/hosts.ts';
import { ledger } from './checks/ledger.ts';
import { login } from './checks/login.ts';
import { operations } from './checks/operations.ts';
import { project } from './checks/project.ts';
import { queues } from './checks/queues.ts';
import { replies } from './checks/replies.ts';
import { senders } from './checks/senders.ts';
import { topic } from './checks/topic.ts';
import type { Recorder } from './recorder.ts';

/** What is examined: the operations with their inspections, the queues beyond theirs, and what has to be surveyed. */
export interface Examined {
  readonly subjects: readonly Subject[];
  readonly queues: readonly string[];
  readonly surveys: readonly Survey[];
  readonly calendar?: CalendarHere | undefined;
  /** Whom the fleets tell: names of channels. */
  readonly told?: readonly string[];
  /** The places of the fleets that have a gate which counts alarms. */
  readonly gates?: readonly PlaceId[];
  readonly recorder: Recorder;
  readonly given: Given;
}

/** Asks everything, in order and by reads alone, with the settings given. */
export const examine = (examined: Examined): Promise<Result[]> => runChecks(checksOf(examined), examined);

/** Every reply of which a documented shape is kept. */
export const documentedOf = (subjects: readonly Subject[]): Documented[] => [
  ...documented,
  ...subjects.flatMap(({ inspection }) => inspection.documented),
];

function checksOf({ subjects, queues: others, gates = [] }: Examined): Check[] {
  const names = subjects.map(({ operation }) => operation.name);
  const services = [...new Set(subjects.map(({ operation }) => operation.service))];
  return [
    environment,
    ...ledger,
    ...queues([...names, ...others]),
    bus,
    topic,
    senders,
    ...fleet,
    calendar,
    channels,
    hostedConsole(),
    ...hosts(['iam', ...(gates.length > 0 ? (['ces'] as const) : []), ...services]),
    login,
    project,
    alarms(services),
    ...operations(subjects),
    clock,
    ...replies(documentedOf(subjects)),
    ...facts([...huaweiFacts, ...subjects.flatMap(({ inspection }) => inspection.facts)]),
  ];
}

const ACCESS: readonly Group[] = ['environment', 'hosts', 'login'];

/** 0 when nothing is broken, 69 when variables, hosts or login are, else 1. */
export function exitCodeOf(results: readonly Result[]): 0 | 1 | 69 {
  const broken = results.filter(({ level }) => level === 'broken');
  if (broken.some(({ group, refused }) => refused || ACCESS.includes(group))) return 69;
  return broken.length > 0 ? 1 : 0;
}

/** Results under their headings, in order. */
export const grouped = (results: readonly Result[]) =>
  GROUPS.map((group) => ({ group, results: results.filter((result) => result.group === group) }));
