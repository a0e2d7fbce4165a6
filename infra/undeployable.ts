/** What must not be deployed: one line a fault, each for whoever wrote what it names. */
export class Undeployable extends Error {
  override readonly name = 'Undeployable';
  readonly faults: readonly string[];
  constructor(what: string, faults: readonly string[]) {
    super(`${what}: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n${faults.join('\n')}`);
    this.faults = faults;
    // osls prints the stack of whatever stops it, and no line of our code helps here.
    this.stack = this.message;
  }
}
