import { loadConfig } from '../../config.ts';
import { Misconfigured } from '../../errors.ts';
import type { Check } from '../check.ts';

/** The variables are there and of the right form; all else rests on them. */
export const environment: Check = {
  group: 'environment',
  name: 'variables',
  asks: 'Are all variables there, and of the right form?',
  needs: [],
  look: () => {
    try {
      const config = loadConfig();
      const missing = (['HW_REGION_NAME', 'HW_PROJECT_ID'] as const).filter((name) => !config[name]);
      if (missing.length > 0) {
        return {
          level: 'broken',
          says: `${missing.join(' and ')} not set`,
          todo: 'set what the functions have: the README lists every variable under Configuration',
        };
      }
      const { HW_REGION_NAME, HW_PROJECT_ID, STAGE, HW_ENDPOINTS, PREFLIGHT } = config;
      const hosts = Object.entries(HW_ENDPOINTS ?? {}).map(
        ([service, host]) => `${service} is asked at ${host}`,
      );
      const unlooked = PREFLIGHT === 'off';
      return [
        {
          level: unlooked ? 'warning' : 'ok',
          says: `region ${HW_REGION_NAME}, project ${HW_PROJECT_ID}, stage ${STAGE}`,
          details: [
            ...hosts,
            ...(unlooked ? ['PREFLIGHT is off: nothing is looked at before a submission'] : []),
          ],
        },
        { config },
      ];
    } catch (error) {
      if (!(error instanceof Misconfigured)) throw error;
      return { level: 'broken', says: error.message, todo: 'mend the variables named' };
    }
  },
};
