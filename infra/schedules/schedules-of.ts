import { existsSync, readFileSync } from 'node:fs';
import { catalog } from '../../functions/catalog.ts';
import { loadConfig, refuseUnsafeWaits } from '../../shared/config.ts';
import { policyOf } from '../authority/policy-of.ts';
import type { Schedule } from './check-schedule.ts';
import { compileSchedules } from './compile-schedules.ts';

/** What serverless.yml hands on from whoever packages to the functions, as far as intents are checked against it. */
const HANDED_ON = ['HW_REGION_NAME', 'HW_PROJECT_ID', 'HW_CLOUD', 'HW_TIMEOUT_MS', 'MAX_TARGETS', 'TIMING'];

/** The schedules of a stage out of schedules.yml and schedules.<stage>.yml. Throws `BadSchedules`, `Misconfigured`. */
export function schedulesOf(stage: string): Schedule[] {
  const files = ['schedules.yml', `schedules.${stage}.yml`]
    .map((name) => ({ name, path: new URL(`../../${name}`, import.meta.url) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
  const handedOn = Object.fromEntries(HANDED_ON.map((name) => [name, process.env[name]]));
  const environment = { ...handedOn, POLICY: policyOf(stage) };
  const config = loadConfig(environment);
  refuseUnsafeWaits(stage, config);
  return compileSchedules(files, { catalog, config, stage, now: Date.now() });
}
