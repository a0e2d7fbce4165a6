import { inForce } from '../../settings/settings.ts';
import type { Arrived, Configured } from '../flow.ts';
import type { Step } from '../step.ts';

/** Adds `settings`, checked. Throws `Misconfigured`. */
export const configure = (): Step<Arrived, Pick<Configured, 'settings'>> => ({
  before: ({ given }) => ({ settings: inForce(given) }),
});
