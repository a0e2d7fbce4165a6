import { chooseLogin } from '../../huawei/credentials.ts';
import { endpointOf, originsIn } from '../../huawei/endpoints.ts';
import { inForce, type Settings } from '../../settings/settings.ts';
import { Misconfigured } from '../../terms/errors.ts';
import { proxyFor } from '../../transport/proxy.ts';
import type { Check, Finding } from '../check.ts';

/** The variables are there and of the right form; all else rests on them. */
export const environment: Check = {
  group: 'environment',
  name: 'variables',
  asks: 'Are all variables there, and of the right form?',
  needs: [],
  look: ({ given }) => {
    try {
      const settings = inForce(given);
      const missing = [
        ...(settings.place.region ? [] : ['HW_REGION_NAME']),
        ...(settings.place.project_id ? [] : ['HW_PROJECT_ID']),
      ];
      if (missing.length > 0) {
        return {
          level: 'broken',
          says: `${missing.join(' and ')} not set`,
          todo: 'set what the functions have: the README lists every variable under Configuration',
        };
      }
      return [finding(settings), { settings }];
    } catch (error) {
      // The variable of a proxy is read where it is used, and a URL that it does not hold is a `TypeError`.
      if (!(error instanceof Misconfigured || error instanceof TypeError)) throw error;
      return { level: 'broken', says: error.message, todo: 'mend the variables named' };
    }
  },
};

/** Throws `Misconfigured` for a login that is missing or half there, `TypeError` for a proxy that is no URL. */
function finding(settings: Settings): Finding {
  const { place, STAGE, HW_CREDENTIALS_SECRET: secret, PREFLIGHT } = settings;
  const login = secret
    ? `login from the secret ${secret}`
    : `login by ${chooseLogin(settings, 'the environment').kind === 'keys' ? 'access key' : 'password'}`;
  const hosts = Object.entries(originsIn(place.region ?? '', place)).map(
    ([service, host]) => `${service} is asked at ${host}`,
  );
  const proxy = proxyFor(new URL(endpointOf('iam', place.region ?? '', place)))?.shown;
  const through = proxy ? `, through the proxy ${proxy}` : '';
  const says = `region ${place.region}, project ${place.project_id}, stage ${STAGE}, ${login}${through}`;
  return PREFLIGHT === 'off'
    ? {
        level: 'warning',
        says,
        details: hosts,
        todo: 'PREFLIGHT is off, and nothing is looked at before a submission: leave it on',
      }
    : { level: 'ok', says, details: hosts };
}
