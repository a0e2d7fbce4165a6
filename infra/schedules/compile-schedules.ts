import { Undeployable } from '../undeployable.ts';
import { checkSchedule, type Deployment, type Schedule } from './check-schedule.ts';
import { readSchedules, type SourceFile } from './read-schedules.ts';

/**
 * Reads and checks all schedules of a stage; a later file stands over an earlier one. Throws `Undeployable`, one line a fault,
 * `file:line: entry: field: what was expected, what came`.
 */
export function compileSchedules(files: readonly SourceFile[], deployment: Deployment): Schedule[] {
  const { schedules, faults } = readSchedules(files);
  const checked = schedules.map((written) => ({ written, result: checkSchedule(written, deployment) }));
  const wrong = checked.flatMap(({ written: { name, place }, result }) =>
    'maxAgeS' in result
      ? []
      : result.map(({ path, message }) => {
          const steps = path.split(/[.[\]]+/).filter((step) => step !== '');
          return [place(steps), name, path, message].filter((part) => part !== '').join(': ');
        }),
  );
  if (faults.length + wrong.length > 0) throw new Undeployable('schedules', [...faults, ...wrong]);
  return checked.flatMap(({ result }) => ('maxAgeS' in result ? [result] : []));
}
