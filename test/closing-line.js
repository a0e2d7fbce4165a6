import { writeSync } from 'node:fs';

const STDOUT = 1;

/** Jest reporter that ends a run, after every summary, on one plain line: `N passed, N failed`. */
export default class ClosingLine {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests }) {
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
    process.once('exit', () => writeSync(STDOUT, `${numPassedTests} passed, ${failed} failed${skipped}\n`));
  }
}
