import { existsSync, readFileSync } from 'node:fs';

/** The folder of the product, in which whoever deploys keeps policy, schedules, fleets and calendar. */
const PRODUCT = new URL('../../', import.meta.url);

/** The files about a subject that there are, `<about>.yml` before that of the stage, `<about>.<stage>.yml`. */
export const stageFiles = (
  about: 'policy' | 'schedules' | 'fleets' | 'calendar',
  stage: string,
  folder = PRODUCT,
) =>
  [`${about}.yml`, `${about}.${stage}.yml`]
    .map((name) => ({ name, path: new URL(name, folder) }))
    .filter(({ path }) => existsSync(path))
    .map(({ name, path }) => ({ name, text: readFileSync(path, 'utf8') }));
