import type { Calendar, CalendarFreeze } from '../../shared/calendar/calendar.ts';
import { describe, faultsInOwnWords } from '../../shared/terms/faults.ts';
import type { Fault } from '../../shared/values/fault.ts';
import { isPlainObject } from '../../shared/values/json/plain-object.ts';
import { Undeployable } from '../undeployable.ts';
import { stepsOf } from '../yaml/entries.ts';
import { readYamlFile, type SourceFile, type YamlFile } from '../yaml/yaml-file.ts';
import { calendarSchema, type Written } from './calendar-schema.ts';
import { faultsInWindow, freezeOf } from './checks.ts';

/** The parts whose entries a stage changes one by one, field by field. */
const NAMED = ['windows', 'freezes'] as const;

/**
 * Reads and checks the calendar of a stage at `now` (epoch ms); a later file stands over an earlier one, field by field. Throws
 * `Undeployable`, one line a fault, `file:line: field: what was expected, what came`.
 */
export function compileCalendar(files: readonly SourceFile[], now: number): Calendar {
  const read = files.map((file) => ({ file, ...readYamlFile(file) }));
  const faults = read.flatMap(({ file, faults, content }) =>
    faults.length > 0 || isPlainObject(content ?? {})
      ? faults
      : [`${file.name}:1: expected windows, freezes and what else a calendar has, got ${describe(content)}`],
  );
  if (faults.length > 0) throw new Undeployable('calendar', faults);
  const written = read.map(({ content }) => (content ?? {}) as Record<string, unknown>).reduce(over, {});
  const parsed = calendarSchema().safeParse(written, { reportInput: true });
  const checked = parsed.success ? calendarOf(parsed.data, now) : { faults: faultsInOwnWords(parsed.error) };
  if ('calendar' in checked) return checked.calendar;
  throw new Undeployable(
    'calendar',
    checked.faults.map(({ path, message }) =>
      [placeOf(read, path), path, message].filter(Boolean).join(': '),
    ),
  );
}

/** Tells where a path of the calendar is written in files that were compiled before, `file:line`. */
export function calendarPlaces(files: readonly SourceFile[]): (path: string) => string {
  const read = files.map((file) => ({ file, ...readYamlFile(file) }));
  return (path) => placeOf(read, path);
}

/** One file over another. */
const over = (below: Record<string, unknown>, above: Record<string, unknown>): Record<string, unknown> => ({
  ...below,
  ...above,
  ...Object.fromEntries(
    NAMED.flatMap((part) => {
      const [lower, upper] = [below[part], above[part]];
      if (!isPlainObject(lower) || !isPlainObject(upper)) return [];
      const entries = Object.entries(upper).map(([name, entry]) => {
        const under = lower[name];
        return [name, isPlainObject(under) && isPlainObject(entry) ? { ...under, ...entry } : entry];
      });
      return [[part, { ...lower, ...Object.fromEntries(entries) }]];
    }),
  ),
});

/** `file:line` in the last file that says something there; else in the last that there is. */
function placeOf(read: readonly (YamlFile & { readonly file: SourceFile })[], path: string): string {
  const steps = stepsOf(path);
  const says = (content: unknown, [step, ...deeper]: readonly string[]): boolean =>
    step === undefined ||
    (isPlainObject(content) && Object.hasOwn(content, step) && says(content[step], deeper));
  for (let length = Math.min(steps.length, 3); length >= 0; length--) {
    const file = read.findLast(({ content }) => says(content, steps.slice(0, length)));
    if (file) return file.place(steps);
  }
  return '';
}

function calendarOf(
  { windows, freezes, ...rest }: Written,
  now: number,
): { readonly calendar: Calendar } | { readonly faults: readonly Fault[] } {
  const within = (part: string, found: readonly Fault[]) =>
    found.map(({ path, message }) => ({ path: [part, path].filter(Boolean).join('.'), message }));
  const faults = Object.entries(windows).flatMap(([name, window]) =>
    within(`windows.${name}`, faultsInWindow(name, window)),
  );
  const read: [string, CalendarFreeze][] = [];
  for (const [name, freeze] of Object.entries(freezes)) {
    const checked = freezeOf(freeze, now);
    if ('faults' in checked) faults.push(...within(`freezes.${name}`, checked.faults));
    else read.push([name, checked.freeze]);
  }
  return faults.length > 0
    ? { faults }
    : { calendar: { windows, freezes: Object.fromEntries(read), ...rest } };
}
