import type { Settings } from '../settings/settings.ts';
import type { Cancel } from '../terms/cancel.ts';
import { NotSent, OutcomeUnknown } from '../terms/errors.ts';
import { send } from '../transport/transport.ts';
import { converse } from './converse.ts';
import type { Credentials } from './credentials.ts';
import { endpointOf } from './endpoints.ts';
import { fillRoute } from './route.ts';
import type { ServiceName } from './services/services.ts';

/** What the cloud, or the way there, said to a call that cancels; what it did is for a look at its list to tell. */
export interface Said {
  readonly words: string;
  readonly cloud_request_ids: readonly string[];
}

/**
 * Sends the one call that cancels a job, once: like any submission it is not repeated, whatever becomes of it. Throws
 * `CredentialsRefused` when nothing was done because of them.
 */
export async function cancelJob(
  service: ServiceName,
  { route, fields }: Cancel,
  job_id: string,
  { region, project_id }: { region: string; project_id: string },
  credentials: Credentials,
  settings: Settings,
): Promise<Said> {
  const { method, path } = fillRoute(route, { project_id, ...fields(job_id) });
  const { HW_TIMEOUT_MS, TIMING } = settings;
  const origin = endpointOf(service, region, settings.place);
  const headers = { 'content-type': 'application/json' };
  const cloud_request_ids: string[] = [];
  try {
    const reply = await converse(service, credentials, { method, origin, path, headers }, async (signed) => {
      const answer = await send(signed, HW_TIMEOUT_MS, TIMING.connection_idle_ms);
      if (answer.request_id) cloud_request_ids.push(answer.request_id);
      return answer;
    });
    const { code, message } = reply.error ?? {};
    return { words: [`HTTP ${reply.status}`, code, message].filter(Boolean).join(' '), cloud_request_ids };
  } catch (error) {
    if (error instanceof NotSent || error instanceof OutcomeUnknown)
      return { words: error.message, cloud_request_ids };
    throw error;
  }
}
