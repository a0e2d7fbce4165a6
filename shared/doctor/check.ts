import type { Calendar } from '../calendar/calendar.ts';
import type { CommandLine } from '../desk/command-line.ts';
import type { PlaceId } from '../fleet/selectors/surveyed.ts';
import type { Survey, SurveyHead } from '../fleet/survey/rows.ts';
import type { Credentials } from '../huawei/credentials.ts';
import type { Given, Settings } from '../settings/settings.ts';
import type { Fact, Inspection } from '../terms/inspection.ts';
import type { Operation } from '../terms/operation.ts';
import type { Recorder } from './recorder.ts';

/** What a check came to. Of a fact: *ok* it was confirmed, *not_checked* no reply shows it. */
export type Level = 'ok' | 'warning' | 'broken' | 'not_checked';

/** A check's result in words; `todo` is what a person can do about it, or `command` what they can run. */
export interface Finding {
  readonly level: Level;
  readonly says: string;
  readonly details?: readonly string[];
  readonly todo?: string;
  readonly command?: CommandLine;
  /** The cloud refused the login itself. */
  readonly refused?: true;
}

/** An operation and what a look at the real cloud needs to know of it. */
export interface Subject {
  readonly operation: Operation;
  readonly inspection: Inspection;
}

/** The calendar of whoever asks, with the hash that packaging would give it; or what is wrong with its files, a line each. */
export type CalendarHere =
  | { readonly calendar: Calendar; readonly hash: string }
  | { readonly faults: readonly string[] };

/** What checks work with; each may add a field for those after it. */
export interface Context {
  readonly subjects: readonly Subject[];
  /** The queues beyond those of the operations. */
  readonly queues: readonly string[];
  /** What has to be surveyed: every service of every place. */
  readonly surveys: readonly Survey[];
  readonly calendar?: CalendarHere | undefined;
  /** Whom the fleets tell: names of channels. */
  readonly told?: readonly string[];
  /** The places of the fleets that have a gate which counts alarms. */
  readonly gates?: readonly PlaceId[];
  readonly recorder: Recorder;
  readonly given: Given;
  readonly settings?: Settings;
  readonly credentials?: Credentials;
  /** The jobs that our ledger knows, by operation. */
  readonly ours?: ReadonlyMap<string, readonly string[]>;
  /** How far the surveys are. */
  readonly heads?: readonly SurveyHead[];
}

/** A finding, with what it adds for the checks after it. */
export type Looked = Finding | readonly [Finding, Partial<Context>];

/** The configuration, with where everything is asked. Throws `TypeError` for a check that does not rest on the variables. */
export function configured({ settings }: Context): {
  settings: Settings;
  place: { region: string; project_id: string };
} {
  const { region, project_id } = settings?.place ?? {};
  if (!settings || !region || !project_id) throw new TypeError('this check needs the variables');
  return { settings, place: { region, project_id } };
}

/** One question, what it rests on, and how it is answered. */
export interface Check {
  readonly group: Group;
  readonly name: string;
  /** The question in words. */
  readonly asks: string;
  /** Names of checks without which this one says nothing. */
  readonly needs: readonly string[];
  readonly fact?: Fact;
  look(context: Context): Promise<Looked> | Looked;
}

/** The headings, in their order. */
export const GROUPS = [
  'environment',
  'ledger and queues',
  'fleets',
  'hosts',
  'login',
  'operations',
  'replies',
  'facts',
] as const;

export type Group = (typeof GROUPS)[number];

/** A check with what it came to, in `ms`. */
export interface Result extends Finding {
  readonly group: Group;
  readonly name: string;
  readonly asks: string;
  readonly ms: number;
  /** The check that this one needed and that did not come out well. */
  readonly because?: string;
  readonly fact?: Pick<Fact, 'id' | 'relied_on' | 'otherwise'>;
}

/** Makes the checks in their order; one whose needs did not come out well is not made. */
export async function runChecks(checks: readonly Check[], given: Context): Promise<Result[]> {
  const results: Result[] = [];
  let context = given;
  for (const check of checks) {
    const { group, name, asks, needs, fact } = check;
    const because = needs.find((need) => !stands(results.find((result) => result.name === need)));
    const started = performance.now();
    const looked = because === undefined ? await look(check, context) : unmade(because);
    const [finding, added] = 'level' in looked ? [looked, {}] : looked;
    context = { ...context, ...added };
    results.push({
      group,
      name,
      asks,
      ...finding,
      ms: Math.round(performance.now() - started),
      ...(because !== undefined && { because }),
      ...(fact && { fact: { id: fact.id, relied_on: fact.relied_on, otherwise: fact.otherwise } }),
    });
  }
  return results;
}

const stands = (result: Result | undefined) => result?.level === 'ok' || result?.level === 'warning';

const unmade = (need: string): Finding => ({
  level: 'not_checked',
  says: `not asked, because ${need} did not come out well`,
});

/** What the cloud answers may surprise a check, too; the others go on. */
async function look(check: Check, context: Context): Promise<Looked> {
  try {
    return await check.look(context);
  } catch (error) {
    return {
      level: 'broken',
      says: `the check itself failed: ${error instanceof Error ? error.message : String(error)}`,
      todo: 'an answer may be of a form that nobody thought of: --record keeps it',
    };
  }
}
