import { Undeployable } from '../undeployable.ts';
import { readEntries } from '../yaml/entries.ts';
import type { SourceFile } from '../yaml/yaml-file.ts';
import { checkSchedule, type Deployment, type Schedule } from './check-schedule.ts';

/**
 * Reads and checks all schedules of a stage; a later file stands over an earlier one. Throws `Undeployable`, one line a fault,
 * `file:line: entry: field: what was expected, what came`.
 */
export function compileSchedules(files: readonly SourceFile[], deployment: Deployment): Schedule[] {
  const { entries, faults } = readEntries(files, 'schedule');
  const checked = entries.map((written) => ({ written, result: checkSchedule(written, deployment) }));
  const wrong = checked.flatMap(({ written, result }) =>
    'maxAgeS' in result ? [] : result.map(written.told),
  );
  if (faults.length + wrong.length > 0) throw new Undeployable('schedules', [...faults, ...wrong]);
  return checked.flatMap(({ result }) => ('maxAgeS' in result ? [result] : []));
}
