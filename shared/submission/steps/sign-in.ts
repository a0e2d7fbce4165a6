import type { Ready } from '../flow.ts';
import type { Step } from '../step.ts';

/** Logs in where a submission may follow. Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `Held`. */
export const signIn = (): Step<Ready> => ({
  before: async ({ request, credentials }) => {
    if (!request.dry_run) await credentials.ready();
  },
});
