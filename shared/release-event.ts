import type { BusEvent } from './aws/bus.ts';
import type { Entry } from './ledger/entry.ts';
import type { Release } from './ledger/release-lock.ts';
import { redact } from './redact.ts';

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
