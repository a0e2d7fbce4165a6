import type { State } from '../cloud/state.ts';
import { REGIONS } from './environment.ts';

/** Two places under one login, for fleets. */
export const PLACES = [
  { region: REGIONS[0], project: '5a1d0b0f3f8e4b6c9d2e7a4c8f0b1d23' },
  { region: REGIONS[1], project: '7c2e9f4a6b8d4f0e9a1c3b5d7f9e2a46' },
] as const;

/** Makes their projects, without an instance. */
export function openPlaces({ projects, users }: State): void {
  const [user] = users.values();
  for (const { region, project: id } of PLACES) {
    projects.set(id, { id, name: `${region}_fleet`, domain: user?.domain ?? '' });
  }
}
