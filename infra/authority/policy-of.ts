import { catalog } from '../../functions/catalog.ts';
import { stageFiles } from '../stage/stage-files.ts';
import { compilePolicy } from './compile-policy.ts';

/**
 * What `POLICY` will hold in a stage: out of policy.yml and policy.<stage>.yml in the folder, or as it is `given`. Throws
 * `Undeployable`.
 */
export const policyOf = (stage: string, given: NodeJS.ProcessEnv = process.env, folder?: URL): string =>
  compilePolicy(stageFiles('policy', stage, folder), {
    operations: catalog.map(({ name }) => name),
    given: given.POLICY,
  });
