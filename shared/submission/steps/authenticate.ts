import { guardedCredentials } from '../../ledger/locks/guarded-credentials.ts';
import { forgetSecret } from '../../platform/platform.ts';
import { CredentialsRefused } from '../../terms/errors.ts';
import type { Checked, Ready } from '../flow.ts';
import type { Step } from '../step.ts';

/**
 * Adds `credentials`, and leaves them in the end, whatever it is. With a ledger their breaker keeps a refused login from being tried again
 * and again. Throws `Misconfigured`, `PlatformUnavailable`.
 */
export const authenticate = (): Step<Checked, Pick<Ready, 'credentials'>> => ({
  before: async ({ settings, request }) => ({ credentials: await guardedCredentials(settings, request) }),
  after: async ({ event: { credentials } }) => {
    await credentials.leave();
  },
  onError: async ({ error, event: flow }) => {
    const id = flow.settings?.HW_CREDENTIALS_SECRET;
    if (id && error instanceof CredentialsRefused) forgetSecret(id);
    await flow.credentials?.leave();
  },
});
