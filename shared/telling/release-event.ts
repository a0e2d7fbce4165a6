import type { Entry } from '../ledger/entry/entry.ts';
import type { Release } from '../ledger/locks/release-lock.ts';
import type { BusEvent } from '../platform/ports.ts';
import { redact } from '../values/redact.ts';

/** The event that tells of an instance that a person released from the request that held it. */
export function releaseEvent(
  { operation, request_id, project_id }: Entry,
  instance: string,
  release: Release,
): BusEvent {
  const key = `released#${instance}#${release.at}`;
  return {
    key,
    detailType: 'Upkeep Instance Released',
    at: Date.parse(release.at),
    detail: redact({
      version: 1,
      event_id: key,
      operation,
      request_id,
      project_id,
      instance,
      ...release,
      sentence: `${release.by} released ${instance} from ${operation} ${request_id}: ${release.reason}`,
    }),
  };
}
