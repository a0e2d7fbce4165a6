import { catalog } from '../../functions/catalog.ts';
import type { Calendar } from '../../shared/calendar/calendar.ts';
import { stageFiles } from '../stage/stage-files.ts';
import { compilePolicy } from './compile-policy.ts';

/**
 * What `POLICY` will hold in a stage: out of policy.yml and policy.<stage>.yml in the folder, or as it is `given`; checked against
 * the calendar, where that could be read. Throws `Undeployable`.
 */
export const policyOf = (
  stage: string,
  calendar: Calendar | undefined,
  given: NodeJS.ProcessEnv = process.env,
  folder?: URL,
): string =>
  compilePolicy(stageFiles('policy', stage, folder), {
    operations: catalog.map(({ name }) => name),
    freezes: calendar && Object.keys(calendar.freezes),
    given: given.POLICY,
  });
