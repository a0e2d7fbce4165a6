import { readFileSync } from 'node:fs';
import { test } from '@jest/globals';

/** The text of schedules.yml. */
export const shipped = readFileSync(new URL('../../schedules.yml', import.meta.url), 'utf8');

/**
 * A test of schedules.yml as it is shipped, left out once somebody wrote schedules into it: whoever deploys runs all tests too,
 * with schedules of their own. `.ci/run` sees to it that none are shipped.
 */
export const testAsShipped = /^[^#\n]/m.test(shipped) ? test.skip : test;
