import { type Reading, readStage, type Stage } from '../../../infra/stage/read-stage.ts';
import { Undeployable } from '../../../infra/undeployable.ts';
import { BadUsage } from '../../command.ts';

/** Reads a stage as it would be deployed. Throws `BadUsage`, a line for everything that is wrong. */
export function checkedStage(name: string, reading: Reading = {}): Stage {
  try {
    return readStage(name, process.env, reading);
  } catch (error) {
    if (error instanceof Undeployable) throw new BadUsage(error.faults.join('\n'));
    throw error;
  }
}
