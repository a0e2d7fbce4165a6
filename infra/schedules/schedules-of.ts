import { existsSync, readFileSync } from 'node:fs';
import { catalog } from '../../functions/catalog.ts';
import { loadConfig } from '../../shared/config.ts';
import type { Environment } from '../stage/environment-of.ts';
import { inEnvironment } from '../stage/in-environment.ts';
import type { Schedule } from './check-schedule.ts';
import { compileSchedules } from './compile-schedules.ts';

/**
 * The schedules of a stage out of schedules.yml and schedules.<stage>.yml, checked at `now` (epoch ms) as functions with this
 * environment will check what they bring. Throws `Undeployable`.
 */
export function schedulesOf(stage: string, environment: Environment, now: number): Schedule[] {
  const files = ['schedules.yml', `schedules.${stage}.yml`]
    .map((name) => ({ name, path: new URL(`../../${name}`, import.meta.url) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
  return inEnvironment(environment, () =>
    compileSchedules(files, { catalog, config: loadConfig(), stage, now }),
  );
}
