import { Misconfigured } from '../terms/errors.ts';
import type { Fleets } from './fleet.ts';

/** The place where whatever names none goes: `HW_REGION_NAME` and `HW_PROJECT_ID`. */
interface Configured {
  readonly region?: string | undefined;
  readonly project_id?: string | undefined;
}

/** The fleets, each that names no places with the configured one. Throws `Misconfigured` where such a fleet has none to take. */
export const placed = (fleets: Fleets, { region, project_id: project }: Configured): Fleets =>
  Object.fromEntries(
    Object.entries(fleets).map(([name, fleet]) => {
      if (fleet.select.places) return [name, fleet];
      if (!region || !project) {
        throw new Misconfigured(`fleet ${name} names no places: it needs HW_REGION_NAME and HW_PROJECT_ID`);
      }
      return [name, { ...fleet, select: { ...fleet.select, places: [{ region, project }] } }];
    }),
  );
