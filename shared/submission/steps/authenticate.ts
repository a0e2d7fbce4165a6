import { guardedCredentials } from '../../ledger/locks/guarded-credentials.ts';
import { forgetSecret } from '../../platform/platform.ts';
import { CredentialsRefused } from '../../terms/errors.ts';
import { checked, type Step } from '../flow.ts';

/**
 * Adds `credentials`, ready to sign. With a ledger its breaker keeps a refused login from being tried again and again.
 * Throws `Misconfigured`, `CredentialsRefused`, `NotSent`, `PlatformUnavailable`, `Held`.
 */
export const authenticate = (): Step => ({
  before: async ({ event: flow }) => {
    const { settings, request } = checked(flow);
    flow.credentials = await guardedCredentials(settings, request);
    if (!request.dry_run) await flow.credentials.ready();
  },
  after: async ({ event: flow }) => {
    await flow.credentials?.leave();
  },
  onError: async ({ error, event: flow }) => {
    const id = flow.settings?.HW_CREDENTIALS_SECRET;
    if (id && error instanceof CredentialsRefused) forgetSecret(id);
    await flow.credentials?.leave();
  },
});
