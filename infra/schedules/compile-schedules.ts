import { checkSchedule, type Deployment, type Schedule } from './check-schedule.ts';
import { readSchedules, type SourceFile } from './read-schedules.ts';

/** Schedules that must not be deployed: one line a fault, `file:line: entry: field: what was expected, what came`. */
class BadSchedules extends Error {
  override readonly name = 'BadSchedules';
  constructor(faults: readonly string[]) {
    super(`schedules: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n${faults.join('\n')}`);
    // osls prints the stack of whatever stops it, and no line of ours helps whoever wrote the schedules.
    this.stack = this.message;
  }
}

/** Reads and checks all schedules of a stage; a later file stands over an earlier one. Throws `BadSchedules`. */
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
  if (faults.length + wrong.length > 0) throw new BadSchedules([...faults, ...wrong]);
  return checked.flatMap(({ result }) => ('maxAgeS' in result ? [result] : []));
}
