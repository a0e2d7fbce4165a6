import { Undeployable } from '../infra/undeployable.ts';
import { BadUsage } from './command.ts';

/** What is made of files in the product's folder. Throws `BadUsage` with a line for everything that is wrong in them. */
export function fromFiles<Made>(make: () => Made): Made {
  try {
    return make();
  } catch (error) {
    if (error instanceof Undeployable) throw new BadUsage(error.faults.join('\n'));
    throw error;
  }
}
