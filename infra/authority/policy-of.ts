import { existsSync, readFileSync } from 'node:fs';
import { catalog } from '../../functions/catalog.ts';
import { compilePolicy } from './compile-policy.ts';

/** What `POLICY` will hold in a stage: out of policy.yml and policy.<stage>.yml, or as it is `given`. Throws `Undeployable`. */
export function policyOf(stage: string, given: NodeJS.ProcessEnv = process.env): string {
  const files = ['policy.yml', `policy.${stage}.yml`]
    .map((name) => ({ name, path: new URL(`../../${name}`, import.meta.url) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
  return compilePolicy(files, { operations: catalog.map(({ name }) => name), given: given.POLICY });
}
