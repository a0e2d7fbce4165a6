import * as z from 'zod/mini';
import type { Entry } from '../../ledger/entry/entry.ts';
import type { Release } from '../../ledger/locks/release-lock.ts';
import type { BusEvent } from '../../platform/ports.ts';
import { redact } from '../../values/redact.ts';
import { always, type EventKind, text, time, VERSION } from './kind.ts';

export const instanceReleased: EventKind = {
  detailType: 'Upkeep Instance Released',
  written: 'when a person releases an instance from the request that held it',
  mail: true,
  detail: () =>
    z.looseObject({
      ...always(),
      operation: text(),
      request_id: text(),
      project_id: text(),
      instance: text(),
      by: text(),
      at: time(),
      reason: text(),
    }),
};

/** The event that tells of an instance that a person released from the request that held it. */
export function releaseEvent(
  { operation, request_id, project_id }: Entry,
  instance: string,
  release: Release,
): BusEvent {
  const key = `released#${instance}#${release.at}`;
  return {
    key,
    detailType: instanceReleased.detailType,
    at: Date.parse(release.at),
    detail: redact({
      version: VERSION,
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
